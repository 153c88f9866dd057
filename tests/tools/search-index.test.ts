import { describe, expect, test } from 'vitest';
import { seam } from '../../src/lib/search-files.ts';
import { readPage, traditionalCharacters } from '../../tools/search-index.ts';

const read = (inner: string, attributes = 'data-search="guides"') => readPage(`<!doctype html><title>题</title><header>页眉</header><main ${attributes}>${inner}</main><footer>页脚</footer>`, 'guides/a/');
const passages = (inner: string) => read(inner)!.passages;
const texts = (inner: string) => passages(inner).map(([, , text]) => text);

test('a page gives its address, title, kind, region and words, and nothing around them', () =>
  expect(read('<h1> 优待证\n 申领</h1><p>带身份证。</p>', 'data-search="guides" data-search-region="chibi"')).toEqual({ path: 'guides/a/', title: '优待证 申领', names: [], kind: 'guides', region: 'chibi', passages: [[0, '', '带身份证。']] }));
test.each([['a page that is not meant to be found', '<main><h1>题</h1></main>'], ['a page without a main part', '<p>题</p>'], ['nothing', '']])('%s gives nothing', (_, html) => expect(readPage(html, 'a')).toBeUndefined());

describe('a run of text is one passage', () => {
  test.each([
    ['through a word with its reading', '<p>在<ruby>柘<rp>（</rp><rt>zhè</rt><rp>）</rp>荣<rp>（</rp><rt>róng</rt><rp>）</rp></ruby>，村里</p>', ['在柘荣，村里']],
    ['through emphasis and links', '<p>红<b>军</b>到<a href="/">了<em>村</em></a>口</p>', ['红军到了村口']],
    ['with a seam where a cite mark was', '<p>捐了<span>60</span><a class="cite" href="#c1">［1］</a>元</p>', [`捐了60${seam}元`]],
    ['with blanks made one', '<p>红军\n   到了</p>', ['红军 到了']],
    ['with what stands for a sign', '<p>甲&amp;乙&lt;丙</p>', ['甲&乙<丙']],
    ['to the end of its line', '<p>红军<br>到了</p>', ['红军', '到了']],
    ['to the end of its block', '<div>前<p>红军</p>后<ul><li>一</li><li>二<ul><li>三</li></ul></li></ul></div>', ['前', '红军', '后', '一', '二', '三']],
    ['to the end of its cell', '<table><tr><th>年</th><td>1930</td></tr></table>', ['年', '1930']],
    ['to a small note beside it', '<li>照片<small>（两张）</small></li>', ['照片', '（两张）']],
    ['or none, when nothing but a cite mark stands there', '<p><a class="cite" href="#c1">［1］</a></p>', []],
  ])('%s', (_, html, expected) => expect(texts(html)).toEqual(expected));
});

describe('what is not read', () => {
  test.each([
    ['what is marked to be left out', '<section data-search-skip><h2 id="x">接着看</h2><p>别的</p></section>'],
    ['what is hidden', '<p hidden>别的</p>'],
    ['what runs', '<script>别的</script><style>别的</style><template>别的</template><noscript>别的</noscript>'],
    ['what is pressed or filled in', '<button>别的</button><form><label>别的<input value="别的"></label></form><select><option>别的</select>'],
    ['ways to other pages', '<nav>别的</nav>'],
    ['how characters are read', '<ruby><rt>别的</rt></ruby>'],
    ['pictures', '<svg><text>别的</text></svg><img alt="别的">'],
    ['a remark', '<!-- 别的 -->'],
  ])('%s', (_, html) => expect(passages(`<h2 id="a">上</h2>${html}<p>下</p>`)).toEqual([[2, 'a', '上'], [0, 'a', '下']]));
});

test('hidden names are names and not text', () => {
  const page = read('<h1>张向温：从战场到赤壁</h1><span hidden data-search-name>张向温</span><span hidden data-search-name> 荆楚 <b>楷模</b></span><p>他</p>')!;
  expect(page.names).toEqual(['张向温', '荆楚 楷模']);
  expect(page.passages).toEqual([[0, '', '他']]);
});

test.each([
  ['headings of every rank', '<h2>一</h2><h3>二</h3><h6>三</h6>', [2, 2, 2]],
  ['what can be opened', '<details><summary>一</summary><p>二</p></details>', [2, 0]],
  ['the summary', '<p class="big lede">一<b>二</b></p><p>三</p>', [2, 0]],
  ['nothing else', '<p><strong>一</strong></p><blockquote>二</blockquote>', [0, 0]],
])('%s: weight', (_, html, weights) => expect(passages(html).map(([weight]) => weight)).toEqual(weights));

describe('a passage stands', () => {
  test.each([
    ['under the heading before it', '<h2 id="a">一</h2><p>二</p><h3 id="b">三</h3><p>四</p>', ['a', 'a', 'b', 'b']],
    ['under its own id, and what follows does not', '<h2 id="a">一</h2><ul><li id="r">二</li><li>三</li></ul><p>四</p>', ['a', 'r', 'a', 'a']],
    ['under the section it is in', '<section id="s"><p>一</p><h2 id="a">二</h2><p>三</p></section><p>四</p>', ['s', 'a', 'a', '']],
    ['under a heading in a frame without an id', '<div><h2 id="a">一</h2></div><p>二</p>', ['a', 'a']],
    ['nowhere before the first id', '<p>一</p><h2 id="a">二</h2>', ['', 'a']],
  ])('%s', (_, html, anchors) => expect(passages(html).map(([, anchor]) => anchor)).toEqual(anchors));
});

test('traditional characters stand for simplified ones, and no simplified one for another', () => {
  const pairs = traditionalCharacters();
  expect([...'榮縣龍軍'].map((character) => pairs.get(character))).toEqual([...'荣县龙军']);
  expect([...'戎迹柘荣红军里后'].some((character) => pairs.has(character))).toBe(false);
  expect([...pairs].every(([from, to]) => from.length === 1 && to.length === 1 && !pairs.has(to))).toBe(true);
});
