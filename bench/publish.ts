// npm run bench:publish: kills publications at random moments and counts how often readers had something broken.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killPublications } from '../tests/publish/kills.ts';
import * as stages from '../tests/publish/stages.ts';

const { values } = parseArgs({ options: { to: { type: 'string', default: 'folder' }, kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } } });
const folder = mkdtempSync(join(tmpdir(), 'rongji-kills-'));
const stage = values.to === 'rsync' ? await stages.sshStage(join(folder, 'host')) : values.to === 's3' ? await stages.bucketStage(join(folder, 'bucket')) : { ...stages.folderStage(join(folder, 'www')), stop() {} };
const tally = await killPublications(stage, folder, Number(values.kills), Number(values.seed), (line) => console.error(line));
console.log(`${values.to}，种子 ${values.seed}：杀 ${tally.kills} 次（上传时 ${tally.whileStaging}，换上时 ${tally.whileSwapping}），没赶上 ${tally.ended} 次；两版并存的时刻 ${tally.mixed} 次；坏 ${tally.broken.length} 处`);
for (const line of tally.broken) console.log(`  ${line}`);
await stage.stop();
rmSync(folder, { recursive: true, force: true });
process.exit(tally.broken.length ? 1 : 0);
