import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileText, readForm, tidyBody, writeForm, type Layout } from '@/lib/admin-format.ts';
import { forms, lexiconForm } from '@/lib/admin-kinds.ts';
import { storyComponents } from '@/lib/admin-story.ts';

type Values = Record<string, any>;
const layout = (name: keyof typeof forms): Layout => ({ schema: forms[name].schema, body: forms[name].extension === 'mdx' });
const lexicon: Layout = { schema: lexiconForm.schema, body: false, list: lexiconForm.list };
const files = [
  ...Object.entries(forms).flatMap(([name, form]) =>
    readdirSync(join('content', form.folder))
      .map((file) => join('content', form.folder, file))
      .filter((file) => !('only' in form) || readFileSync(file, 'utf8').includes(`\nform: ${form.only.value}\n`))
      .map((file) => ({ file, layout: layout(name as keyof typeof forms) })),
  ),
  { file: lexiconForm.file, layout: lexicon },
].map((one) => ({ ...one, text: readFileSync(one.file, 'utf8') }));

describe('a file through its form', () => {
  test('keeps every byte when nothing was changed', () => {
    expect(files.length).toBeGreaterThan(140);
    for (const { file, layout, text } of files) expect(writeForm(layout, readForm(layout, text.trim())), file).toBe(text);
  });
  test('keeps the line ends of Notepad', () => {
    const noted = (text: string) => text.replace(/\n/g, '\r\n');
    for (const { file, layout, text } of files) expect(writeForm(layout, readForm(layout, noted(text).trim())), file).toBe(noted(text));
  });
  test('says the same when it is written without the old file to go by', () => {
    for (const { file, layout, text } of files) {
      const { [fileText]: _, ...values } = readForm(layout, text);
      const { [fileText]: __, ...again } = readForm(layout, writeForm(layout, structuredClone(values)));
      expect(again, file).toEqual(values);
    }
  });
  test('changes no line but that of the field that was changed', () => {
    for (const { file, layout, text } of files.filter(({ text }) => /^checked: /m.test(text))) {
      const written = writeForm(layout, { ...readForm(layout, text), checked: '2026-12-01' });
      expect(written.replace(/^checked: .*$/m, ''), file).toBe(text.replace(/^checked: .*$/m, ''));
      expect(written, file).toMatch(/^checked: '?2026-12-01'?$/m);
    }
  });
});

describe('facts', () => {
  const text = readFileSync('content/sources/zherong-report.yaml', 'utf8');
  const changed = (change: (facts: Values[]) => Values[]) => {
    const form = readForm(layout('sources'), text) as Values;
    return writeForm(layout('sources'), { ...form, facts: change(form['facts']) });
  };
  test('are a list in the form and keep their comments, their order and the quotes of their dates', () => {
    const written = changed((facts) => facts.map((fact) => (fact['id'] === 'visited' ? { ...fact, value: '439' } : fact)));
    expect(written).toBe(text.replace('    value: 438\n', '    value: 439\n'));
  });
  test('a new one stands after the one it was put behind; days and years stay texts', () => {
    const fact = { id: 'new-day', value: '2018-12', of: '甲', where: '乙', unit: '', conflicts: [] };
    const written = changed((facts) => [...facts.slice(0, 2), fact, { ...fact, id: 'new-year', value: '2018' }, { ...fact, id: 'new-number', value: '2018', unit: '人' }, ...facts.slice(2)]);
    const block = (id: string, value: string) => `  ${id}:\n    value: ${value}\n    of: 甲\n    where: 乙\n`;
    const [before, after] = [written.indexOf('  new-day:'), written.indexOf('  center-founded:')];
    expect(written.slice(before, after)).toBe(block('new-day', "'2018-12'") + block('new-year', "'2018'") + '  new-number:\n    value: 2018\n    of: 甲\n    where: 乙\n    unit: 人\n');
    expect(written.slice(0, before) + written.slice(after)).toBe(text);
  });
  test('one that goes takes its lines and leaves the heading over it', () => {
    const written = changed((facts) => facts.filter(({ id }) => id !== 'visit-aims'));
    expect(written).toContain('  # 走访慰问\n  tally-year:');
    expect(written).not.toContain('visit-aims');
  });
  test('two of one name are refused', () => {
    expect(() => changed((facts) => [...facts, { ...facts[0]! }])).toThrow('“report-published”写了两次，请改一个编号');
  });
});

test('what an editor writes comes back as it was written, whatever it is', () => {
  const { text } = files.find(({ file }) => file.endsWith('zhang-xiangwen.mdx'))!;
  const form = readForm(layout('veterans'), text);
  const words = fc.stringMatching(/^[\w甲乙#:'"{}[\],&*!|>%@`\\ \n-]{1,40}$/).map((value) => value.trim()).filter(Boolean);
  fc.assert(
    fc.property(words, fc.array(words, { minLength: 1, maxLength: 5 }), fc.nat(7), (summary, aliases, gone) => {
      const changed: Values = { ...structuredClone(form), summary, aliases };
      changed['timeline'].splice(gone, 1);
      const written = writeForm(layout('veterans'), structuredClone(changed));
      const again = readForm(layout('veterans'), written);
      expect({ ...again, [fileText]: '' }).toEqual({ ...changed, [fileText]: '' });
    }),
    { numRuns: 500 },
  );
});

describe('bodies', () => {
  test('a tag of a block gets a line of its own between blank ones', () => {
    expect(tidyBody('甲\n<Chapter title="乙">\n丙\n\n\n</Chapter>\n丁  ')).toBe('甲\n\n<Chapter title="乙">\n\n丙\n\n</Chapter>\n\n丁');
  });
  test('every tag of every body is one that the editor reads and writes again as it was', () => {
    const components = storyComponents({ drawings: [], words: [] });
    const seen = new Set<string>();
    for (const { file, layout, text } of files.filter((one) => one.layout.body)) {
      const body = String(readForm(layout, text)['body']);
      for (const [tag] of body.matchAll(/<[^>]+>/g)) {
        const found = components.flatMap((component) => {
          const match = component.pattern.exec(tag);
          return match ? [[component.id, component.toBlock(component.fromBlock(match))] as const] : [];
        });
        expect(found.map(([, written]) => written), `${file} ${tag}`).toEqual([tag]);
        seen.add(found[0]![0]);
      }
    }
    expect([...seen]).toEqual(expect.arrayContaining(['fact', 'unknown', 'reading', 'chapter', 'chapter-end', 'aside', 'aside-end', 'compare', 'figure']));
  });
});
