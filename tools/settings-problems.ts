// What is wrong in site.config.ts, with the line of each field.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Problem } from '../src/lib/content.ts';
import type { Site } from '../src/lib/site.ts';
import { loadSite } from './load-site.ts';
import { root } from './setup.mjs';

const file = 'site.config.ts';

/** The settings, or what is wrong with them; a field that RONGJI_SITE sets is told as its. */
export async function readSettingsOrProblems(): Promise<{ site: Site } | { problems: Problem[] }> {
  try {
    return { site: await loadSite() };
  } catch (error) {
    const { message, issues } = error as Error & { issues?: { field: string; message: string }[] };
    if (message.startsWith('环境变量')) return { problems: [{ file: '环境变量 RONGJI_SITE', line: 1, message }] };
    const text = readFileSync(join(root, file), 'utf8');
    if (!issues) {
      const line = brokenLine(text);
      const [, bare] = /[（(](\w+) is not defined/.exec(message) ?? [];
      return { problems: [{ file, line: line ?? lineSaid(message) ?? 1, message: line === undefined && bare ? `“${bare}”没有加引号；文字都要用引号括起来` : '读不懂，多半是这里或上一行少了引号、逗号或括号' }] };
    }
    return {
      problems: issues.map(({ field, message }) => {
        const path = field.split('.').filter(Boolean);
        return setByEnvironment(path) ? { file: '环境变量 RONGJI_SITE', line: 1, field, message } : { file, line: settingLine(text, path), ...(field && { field }), message };
      }),
    };
  }
}

const lineSaid = (message: string) => Number(/第 (\d+) 行附近/.exec(message)?.[1]) || undefined;

function setByEnvironment(path: string[]): boolean {
  let at: unknown;
  try {
    at = JSON.parse(process.env['RONGJI_SITE'] ?? 'null');
  } catch {
    return false;
  }
  const [first] = path;
  return first !== undefined && typeof at === 'object' && at !== null && first in at;
}

/** The line of the first thing that TypeScript cannot read; undefined when it can read all. */
function brokenLine(text: string): number | undefined {
  const [first] = ts.transpileModule(text, { reportDiagnostics: true, fileName: file }).diagnostics ?? [];
  return first?.start === undefined ? undefined : text.slice(0, first.start).split('\n').length;
}

/** The line of site.config.ts on which a setting stands. */
export const lineOfSetting = (path: string[]) => settingLine(readFileSync(join(root, file), 'utf8'), path);

/** The line on which a setting stands ("operator", "icp"), or the group that it is missing from. */
export function settingLine(text: string, path: string[]): number {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  let found: ts.Node | undefined;
  let value: ts.Expression | undefined;
  source.forEachChild((node) => {
    if (!ts.isVariableStatement(node)) return;
    for (const one of node.declarationList.declarations) if (one.name.getText() === 'site') [found, value] = [one, one.initializer];
  });
  for (const key of path) {
    while (value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value))) value = value.expression;
    if (value && ts.isArrayLiteralExpression(value)) value = found = value.elements[Number(key)] ?? value;
    else if (value && ts.isObjectLiteralExpression(value)) {
      const property = value.properties.find((one) => one.name && (ts.isIdentifier(one.name) || ts.isStringLiteral(one.name)) && one.name.text === key);
      if (!property) break;
      found = property;
      value = ts.isPropertyAssignment(property) ? property.initializer : undefined;
    } else break;
  }
  return found ? source.getLineAndCharacterOfPosition(found.getStart()).line + 1 : 1;
}
