import { allSheetRows } from '@/lib/entries.ts';
import { stationSheetText } from '@/lib/stations-csv.ts';

/** All stations as one sheet, with the mark that makes Excel and WPS read UTF-8. */
export const GET = async () => new Response(`\uFEFF${stationSheetText(await allSheetRows())}`, { headers: { 'content-type': 'text/csv; charset=utf-8' } });
