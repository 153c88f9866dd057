// The papers of a visit as one .docx that a school can edit and stamp. Loaded only when it is asked for.
import { AlignmentType, BorderStyle, Document, Footer, HeadingLevel, Packer, PageNumber, Paragraph, Table, TableCell, TableRow, TextRun, WidthType, type FileChild } from 'docx';
import type { Block, Paper } from './visit-pack.ts';

const twip = 1 / 20; // of a point
const font = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体' };
const fillIn = '________________';

const text = (value: string, options: { bold?: boolean; indent?: boolean; align?: (typeof AlignmentType)[keyof typeof AlignmentType] } = {}) =>
  new Paragraph({
    alignment: options.align,
    spacing: { after: 6 / twip },
    ...(options.indent ? { indent: { firstLine: 24 / twip } } : {}),
    children: [new TextRun({ text: value, bold: options.bold ?? false })],
  });
const rule = { style: BorderStyle.SINGLE, size: 4, color: '808080' };
const cell = (value: string, percent: number, bold = false) =>
  new TableCell({ width: { size: percent, type: WidthType.PERCENTAGE }, margins: { top: 60, bottom: 60, left: 80, right: 80 }, children: [new Paragraph({ children: [new TextRun({ text: value, bold })] })] });
const table = (rows: string[][], head?: string[]) => {
  const columns = (head ?? rows[0]!).length;
  const percent = Math.floor(100 / columns);
  const borders = { top: rule, bottom: rule, left: rule, right: rule, insideHorizontal: rule, insideVertical: rule };
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders,
    rows: [...(head ? [new TableRow({ tableHeader: true, children: head.map((value) => cell(value, percent, true)) })] : []), ...rows.map((row) => new TableRow({ cantSplit: true, children: row.map((value) => cell(value, percent)) }))],
  });
};

function blockOf(block: Block): FileChild[] {
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ heading: HeadingLevel.HEADING_2, keepNext: true, spacing: { before: 10 / twip, after: 4 / twip }, children: [new TextRun(block.text)] })];
    case 'text':
      return [text(block.text, { indent: !/^\d+．/.test(block.text) })];
    case 'list':
      return block.items.map((item, i) => text(`${block.mark === 'number' ? `${i + 1}．` : block.mark === 'box' ? '□ ' : '· '}${item}`));
    case 'table':
      return [table(block.rows, block.head), text('')];
    case 'fields':
      return [table(block.rows.map(([label, value]) => [label, value ?? fillIn])), text('')];
    case 'lines':
      return Array.from({ length: block.count }, () => new Paragraph({ spacing: { before: 14 / twip }, border: { bottom: rule }, children: [] }));
    case 'sign':
      return block.rows.map((row) => text(row, { align: AlignmentType.RIGHT }));
    case 'cut':
      return [text(`- - - - - - - - - -　${block.text}　- - - - - - - - - -`, { align: AlignmentType.CENTER })];
    case 'map':
      return [];
  }
}

/** The papers as a .docx file, each beginning on a page of its own, with page numbers at the foot. */
export function packDocx(papers: Paper[], title: string): Promise<Blob> {
  const children = papers.flatMap((paper, i): FileChild[] => [
    new Paragraph({ heading: HeadingLevel.HEADING_1, pageBreakBefore: i > 0, alignment: AlignmentType.CENTER, spacing: { after: 8 / twip }, children: [new TextRun(paper.title)] }),
    ...(paper.note ? [text(paper.note, { align: AlignmentType.CENTER })] : []),
    ...paper.blocks.flatMap(blockOf),
  ]);
  const footer = new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ children: ['第 ', PageNumber.CURRENT, ' 页，共 ', PageNumber.TOTAL_PAGES, ' 页'] })] })] });
  const file = new Document({
    title,
    creator: '',
    styles: {
      default: {
        document: { run: { font, size: 24 } },
        heading1: { run: { font: { ...font, eastAsia: '黑体' }, size: 36, bold: true, color: '000000' } },
        heading2: { run: { font: { ...font, eastAsia: '黑体' }, size: 26, bold: true, color: '000000' } },
      },
    },
    sections: [{ properties: { page: { size: { width: 11906, height: 16838 }, margin: { top: 1134, bottom: 1134, left: 1304, right: 1304 } } }, footers: { default: footer }, children }],
  });
  return Packer.toBlob(file);
}
