// Apart from the words of the sheets, which the finder loads too.

/** What spreadsheet programs take for a formula, at the start of a cell; some take the full-width signs too. */
export const formula = /^[=+\-@＝＋－＠]/;
export const formulaMessage = '格子的开头不能是 = + - @，表格软件会把它当成公式；没有内容就空着';
/** The same of a text that stands in a sheet of the open data. */
export const cellMessage = '开头不能是 = + - @：这段文字也在公开数据的表格里，表格软件会把它当成公式；请换一个说法';
