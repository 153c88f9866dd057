import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { expect, test } from 'vitest';
import { readPages } from './pages.ts';

const validator = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ['html-validate:recommended', 'html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
    rules: {
      // Two spellings of the same document: React writes maxLength, <input/> and selected="", which a parser reads as maxlength, <input> and selected.
      'attr-case': 'off',
      'attribute-boolean-style': 'off',
      'attribute-empty-style': 'off',
      'void-style': 'off',
      // HTML lets an id begin with any sign; the stricter rule is that of HTML 4. React's useId begins with "_".
      'valid-id': ['error', { relaxed: true }],
      // A list that answers what is typed is a combobox's listbox; HTML has no element that is one.
      'prefer-native-element': ['error', { exclude: ['listbox'] }],
      // Scripts of our own host stand under the content policy; one of another host would need its hash.
      'require-sri': ['error', { target: 'crossorigin' }],
    },
  }),
);

test('every page is valid HTML, and what its markup says of itself to a screen reader is right', async () => {
  const pages = readPages('dist');
  const mistakes: string[] = [];
  for (const { file, html } of pages)
    for (const { messages } of (await validator.validateString(html, file)).results)
      for (const { line, column, ruleId, message, selector } of messages) mistakes.push(`${file}:${line}:${column} ${ruleId}: ${message} (${selector})`);
  expect(mistakes.length, mistakes.slice(0, 20).join('\n')).toBe(0);
}, 300_000);
