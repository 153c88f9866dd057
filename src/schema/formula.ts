// Apart from the words of the sheets, which the finder loads too.

/** What spreadsheet programs take for a formula, at the start of a cell; some take the full-width signs too. */
export const formula = /^[=+\-@＝＋－＠]/;
/** What a formula that went wrong leaves in its cell, and what a column that is too narrow shows. */
export const errorValue = /^(#(REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|#{2,})$/i;
export const errorValueMessage = '这是表格里公式算错或列太窄留下的记号，不是内容；请写上真的内容，不知道就空着';
export const formulaMessage = '格子的开头不能是 = + - @，表格软件会把它当成公式；没有内容就空着';
/** The same of a text that stands in a sheet of the open data. */
export const cellMessage = '开头不能是 = + - @：这段文字也在公开数据的表格里，表格软件会把它当成公式；请换一个说法';
