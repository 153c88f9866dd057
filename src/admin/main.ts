// The browser editor: Sveltia CMS with our forms, our way of reading and writing files, and facts to be picked.
import CMS from '@sveltia/cms';
import type { EditorComponentDefinition } from '@sveltia/cms';
import { readConfig, type Option } from '../lib/admin-choices.ts';
import { readForm, writeForm, type Layout } from '../lib/admin-format.ts';
import { forms, lexiconForm } from '../lib/admin-kinds.ts';
import { storyComponents } from '../lib/admin-story.ts';
import { factBox, offerFacts } from './fact-box.ts';
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
for (const [name, extension, layout] of layouts) CMS.registerCustomFormat(`rongji-${name}`, extension, { fromFile: (text: string) => readForm(layout, text), toFile: (values: Record<string, unknown>) => writeForm(layout, values) });

offerFacts(choices.facts);
CMS.registerFieldType('rongji-text', factBox);
for (const component of storyComponents(choices)) CMS.registerEditorComponent(component as EditorComponentDefinition);

// A fact is there to be picked as soon as its document is saved.
CMS.registerEventListener({
  name: 'postSave',
  handler: ({ entry }) => {
    const { collection, slug, data } = (entry as unknown as { toJS(): { collection: string; slug: string; data: { facts?: { id: string; of: string; value: string; unit?: string }[] } } }).toJS();
    if (collection !== 'sources') return;
    offerFacts((data.facts ?? []).map(({ id, of, value, unit = '' }): Option => ({ label: `${of}：${value}${unit}（${slug}）`, value: `${slug}/${id}` })));
  },
});

await CMS.init({ config: cms as never });
