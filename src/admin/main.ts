// The browser editor: Sveltia CMS with our forms, our way of reading and writing files, and facts to be picked.
import CMS from '@sveltia/cms';
import type { EditorComponentDefinition } from '@sveltia/cms';
import { formatName, readConfig, type FactOption } from '../lib/admin-choices.ts';
import { formProblems, fromForm, readForm, writeForm, type Layout } from '../lib/admin-format.ts';
import { forms, lexiconForm } from '../lib/admin-kinds.ts';
import { addFacts, storyComponents } from '../lib/admin-story.ts';
import { showFact } from '../lib/facts.ts';
import { sources, type Source } from '../schema/sources.ts';
import { factBox, factField, offerFacts } from './fact-box.ts';
import { chooseProject } from './project-folder.ts';
import './admin.css';

// What it says is Chinese unless somebody has chosen otherwise.
const settings = 'sveltia-cms.prefs';
if (!localStorage.getItem(settings)) localStorage.setItem(settings, JSON.stringify({ locale: 'zh-CN' }));

const { cms, choices } = readConfig(await (await fetch('config.json', { cache: 'no-store' })).text());
const local = document.documentElement.dataset['backend'] === 'local';
if (local || location.hostname === 'localhost') chooseProject();

const layouts: [name: string, extension: string, layout: Layout][] = [
  ...Object.entries(forms).map(([name, { schema, extension }]): [string, string, Layout] => [name, extension, { schema, body: extension === 'mdx' }]),
  ['lexicon', 'yaml', { schema: lexiconForm.schema, body: false, list: lexiconForm.list }],
];
/** The labels on the way to a field of a form. */
const nameOf = (form: string) => (path: string[]) => {
  let fields = cms.collections.find(({ name }) => name === form)?.fields;
  return path
    .map((key) => {
      const field = fields?.find(({ name }) => name === key);
      fields = field?.fields;
      return field?.label ?? key;
    })
    .join(' › ');
};
for (const [name, extension, layout] of layouts)
  CMS.registerCustomFormat(formatName(name, extension), extension, {
    fromFile: (text: string) => readForm(layout, text),
    toFile: (values: Record<string, unknown>) => {
      try {
        const problems = formProblems(layout, values, nameOf(name));
        if (problems.length) throw new Error(`有 ${problems.length} 处要改：${problems.join('；')}`);
        return writeForm(layout, values);
      } catch (cause) {
        // By this name the editor shows the reason.
        throw new Error('saving_failed', { cause });
      }
    },
  });

/** Facts for every list of them. */
const offer = (facts: FactOption[]) => {
  offerFacts(facts);
  addFacts(facts);
};
offer(choices.facts);
CMS.registerFieldType('rongji-text', factBox);
CMS.registerFieldType('rongji-fact', factField);
for (const component of storyComponents(choices)) CMS.registerEditorComponent(component as EditorComponentDefinition);

// A fact is there to be picked as soon as its document is saved.
CMS.registerEventListener({
  name: 'postSave',
  handler: ({ entry }) => {
    const { collection, slug, data } = (entry as unknown as { toJS(): { collection: string; slug: string; data: Record<string, unknown> } }).toJS();
    const { facts } = (collection === 'sources' && (fromForm(sources, data) as Partial<Source>)) || {};
    offer(Object.entries(facts ?? {}).map(([id, fact]) => ({ label: `${fact.of}：${showFact(fact)}`, id: `${slug}/${id}`, shown: showFact(fact) })));
  },
});

await CMS.init({ config: cms as never });
