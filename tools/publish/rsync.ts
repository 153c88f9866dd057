// Publishes to a host over ssh: rsync brings contents into the store there, a small shell script puts them in place. The host needs sh, rsync and sha256sum (or shasum, openssl), no more.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PublishTarget } from '../../src/schema/site.ts';
import { recordsFolder } from './release.ts';
import type { Content, LockFound, Progress, Step, Target } from './target.ts';
import { exits, Trouble } from './trouble.ts';

type RsyncTarget = Extract<PublishTarget, { to: 'rsync' }>;
type Ended = { code: number | null; stdout: string; stderr: string; timedOut: boolean };

const begin = 'RONGJI-BEGIN';
const end = 'RONGJI-END';
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const objectOf = (hash: string) => `${recordsFolder}/objects/${hash.slice(0, 2)}/${hash}`;

/** What ssh, rsync and the far shell say, and what to do about it. The first that fits is told. */
const sayings: [RegExp, string][] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, '主机的指纹和以前记下的不一样；先问清楚主机是不是换过，确认无误再用 ssh-keygen -R 删去旧指纹'],
  [/Host key verification failed/, '还没有记下这台主机的指纹；请先自己用 ssh 登录一次，核对指纹后确认'],
  [/Permission denied \((publickey|password|keyboard|gssapi)/, '登录被拒绝；请核对用户名，并把本机的 ssh 公钥放到那台主机上（发布时不会问密码）'],
  [/Could not resolve hostname/, '找不到这个主机；请核对 destination 里的主机名和网络'],
  [/Connection refused/, '连不上，对方没有开 ssh 的端口；请核对主机和 port'],
  [/timed out|Timeout|timeout in data/i, '对方太久没有回答；请检查网络，再试一次'],
  [/No route to host|Network is unreachable/, '到不了这个主机；请检查网络'],
  [/No space left on device/, '那台主机的磁盘满了；请腾出地方'],
  [/Disk quota exceeded/, '那台主机上的配额用完了；请腾出地方或加大配额'],
  [/Read-only file system/, '那台主机的磁盘只能读、不能写；请让管理员改成可写'],
  [/Permission denied|Operation not permitted/, '在那台主机上没有写入的权限；请管理员把目标文件夹的写入权限给登录的账号'],
  [/rsync: (command )?not found|rsync: not found|No such file or directory.*rsync/, '那台主机上没有 rsync；请先装上'],
  [/Connection (closed|reset)|Broken pipe|closed by remote host/, '连接断了；请再试一次'],
];

/** The command and options that reach the host; RSYNC_RSH may name another, as rsync knows it. */
function shell(port: number, socket?: string): string[] {
  const own = process.env['RSYNC_RSH']?.trim();
  return [...(own ? own.split(/\s+/) : ['ssh']), '-p', String(port), '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=10', '-o', 'ServerAliveCountMax=3', ...(socket ? ['-o', `ControlPath=${socket}`] : [])];
}

/** One connection that the others of a publication go through, as a handshake takes a second and there are a dozen; it ends with this process, as the far \`cat\` then does. Resolves when it stands or has failed, in which case the others connect for themselves. */
function connectOnce(port: number, host: string): Promise<{ socket: string; end(): void } | undefined> {
  if (process.platform === 'win32') return Promise.resolve(undefined);
  const folder = mkdtempSync(join(tmpdir(), 'rj-'));
  const socket = join(folder, 's');
  const [program, ...words] = shell(port, socket);
  return new Promise((answer) => {
    const child: ChildProcess = spawn(program!, [...words, '-M', host, 'exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const end = () => {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    };
    const failed = () => {
      clearTimeout(timer);
      end();
      answer(undefined);
    };
    const timer = setTimeout(failed, 20_000);
    child.on('error', failed).on('close', failed);
    child.stdin!.on('error', () => undefined);
    child.stdout!.once('data', () => {
      clearTimeout(timer);
      child.off('close', failed);
      answer({ socket, end });
    });
    child.stdin!.write('.\n');
  });
}

/** Runs a program to its end, or for `seconds` at most. */
function run(command: string[], input: string, seconds: number, hear?: (text: string) => void): Promise<Ended> {
  return new Promise((answer, refuse) => {
    const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, seconds * 1000);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      refuse(error.code === 'ENOENT' ? new Trouble(`这台电脑上没有 ${command[0]}；请先装上`) : error);
    });
    child.stdout.on('data', (data: Buffer) => (hear ? hear(data.toString()) : out.push(data)));
    child.stderr.on('data', (data: Buffer) => err.push(data));
    // The far end may close before it has read all; its exit code tells.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('close', (code) => {
      clearTimeout(timer);
      answer({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), timedOut });
    });
  });
}

/** What the scripts here end with when a step on the host fails for a reason not told above; `at: ` in what they say names the file. */
const endings: Record<number, string> = {
  89: '那台主机上有文件算不出校验值；请管理员看看 sha256sum 能不能用、文件读不读得出来',
  90: '那台主机上的目标文件夹不见了；请核对 destination，再发布一次',
  92: '换文件的清单没能写到那台主机上；请看看磁盘满不满、账号有没有写入的权限',
  93: '换文件的清单没有完整到达，线上没有动；请检查网络，再发布一次',
  94: '有文件换不上去；请管理员看看那里的权限，有没有别人的文件或文件夹挡着，再发布一次',
  95: '要写的东西没有完整到达；请检查网络和磁盘，再发布一次',
  96: '发布记录换不上去；请管理员看看 .rongji 文件夹的权限',
  97: '发布记录用的 .rongji 文件夹建不起来；请管理员看看目标文件夹的权限',
  98: '原有的文件移不开；请管理员看看登录的账号读不读得到它、磁盘满不满',
  99: '在目标文件夹里写不了东西；请管理员把写入权限给登录的账号',
};

function troubleOf(doing: string, { code, stderr, timedOut }: Ended): Trouble {
  const at = /^at: (.*)$/m.exec(stderr)?.[1];
  const ending = endings[code ?? -1];
  const saying = sayings.find(([pattern]) => pattern.test(stderr))?.[1] ?? (ending && `${ending}${at ? `（${at}）` : ''}`);
  const last = stderr.trim().split('\n').at(-1)?.slice(0, 200);
  return new Trouble(`${doing}：${saying ?? (timedOut ? '对方太久没有回答；请检查网络，再试一次' : `没有做成（退出码 ${code}${last ? `，${last}` : ''}）`)}`);
}

/** The shell function `hash`, which prints SHA-256 and name of the files whose names come on stdin, parted by zeros. */
const hashing = `if command -v sha256sum >/dev/null 2>&1; then hash() { xargs -0 sha256sum --; }; elif command -v shasum >/dev/null 2>&1; then hash() { xargs -0 shasum -a 256 --; }; elif command -v openssl >/dev/null 2>&1; then hash() { xargs -0 openssl dgst -sha256 -r; }; else echo 'no-hash' >&2; exit 91; fi`;

/** Puts in place what the plan says; once it has the plan it goes on to its end, though the connection be lost. Lines: "p hash path", "r path", "end". */
const applying = `
plan=$T/plan.$$
cat > "$plan" || exit 92
[ "$(tail -n 1 "$plan")" = end ] || { rm -f "$plan"; echo 'half a plan' >&2; exit 93; }
trap '' HUP PIPE INT TERM
echo $$ > "$T/committing"
sync
fail() { rm -f "$T/committing" "$plan" "$T/live.$$"; echo "at: $1" >&2; exit 94; }
n=0
while IFS= read -r line; do
  case $line in
    'p '*)
      rest=\${line#p }; h=\${rest%% *}; f=\${rest#* }; d=.
      case $f in */*) d=\${f%/*};; esac
      [ -d "$d" ] || mkdir -p "./$d" || fail "$f"
      if [ -d "$f" ] && [ ! -L "$f" ]; then find "./$f" -depth -type d -exec rmdir {} \\; ; [ ! -d "$f" ] || fail "$f"; fi
      o=.rongji/objects/\${h%"\${h#??}"}/$h
      ln -f "$o" "$T/live.$$" 2>/dev/null || cp "$o" "$T/live.$$" || fail "$f"
      chmod 644 "$T/live.$$" 2>/dev/null
      mv -f "$T/live.$$" "./$f" || fail "$f"
      ;;
    'r '*)
      f=\${line#r }
      rm -f "./$f" || fail "$f"
      while case $f in */*) true;; *) false;; esac; do f=\${f%/*}; rmdir "./$f" 2>/dev/null || break; done
      ;;
  esac
  n=$((n+1))
done < "$plan"
rm -f "$T/committing" "$plan"
`;

/** The target `用户@主机:文件夹`. */
export function rsyncTarget({ destination, port }: RsyncTarget): Target {
  const [, host, given] = /^([^:]+):(.*)$/.exec(destination)!;
  const folder = given!.replace(/^~\//, '').replace(/(.)\/+$/, '$1');
  const title = `远程主机 ${host}:${folder}`;
  if (host!.startsWith('-')) throw new Trouble(`destination 里的主机名 ${host} 不对`, exits.usage);
  let hasProgress = false;
  let shared: Awaited<ReturnType<typeof connectOnce>>;

  /** Runs a script on the host, in the target's folder when there is one; returns what it prints. */
  async function remote(doing: string, script: string, input = '', seconds = 120, inFolder = true): Promise<string> {
    const whole = `umask 022; D=${quoted(folder)}; T=${recordsFolder}/tmp; echo ${begin}; ${inFolder ? 'cd "$D" || exit 90; ' : ''}${script}\necho ${end}`;
    const ended = await run([...shell(port, shared?.socket), host!, `exec sh -c ${quoted(whole)}`], input, seconds);
    if (ended.code !== 0) {
      if (ended.code === 91) throw new Trouble(`${doing}：那台主机上没有 sha256sum、shasum 或 openssl，没法核对；请装上其中一个`);
      throw troubleOf(doing, ended);
    }
    // A login script may print things of its own; a connection may end halfway.
    const from = ended.stdout.indexOf(`${begin}\n`);
    const to = ended.stdout.lastIndexOf(`${end}\n`);
    if (from < 0 || to < 0) throw new Trouble(`${doing}：对方的回答不完整；请检查网络，以及那个账号登录后能不能运行 sh`);
    return ended.stdout.slice(from + begin.length + 1, to);
  }

  /** A text as a file there, whole or not at all. */
  const write = (doing: string, name: string, text: string) =>
    remote(doing, `f=${quoted(`${recordsFolder}/${name}`)}; mkdir -p "$(dirname "$f")" && cat > "$T/record.$$" && { [ "$(($(wc -c < "$T/record.$$")))" -eq ${Buffer.byteLength(text)} ] || { echo 'Connection closed' >&2; exit 95; }; } && mv -f "$T/record.$$" "$f" || exit 96`, text);

  async function hashes(doing: string, paths: string[]): Promise<Map<string, string>> {
    const folders = new Set(paths.flatMap((path) => path.split('/').slice(0, -1).map((_, i, parts) => parts.slice(0, i + 1).join('/'))));
    const input = [...[...folders].map((path) => `d ${path}`), ...paths.map((path) => `f ${path}`)].map((line) => `${line}\n`).join('');
    const seen = await remote(
      doing,
      `[ -d "$D" ] && cd "$D" && while IFS= read -r line; do
  p=\${line#? }
  case $line in
    d*) if [ -L "$p" ]; then echo "link $p"; elif [ -d "$p" ]; then [ -x "$p" ] || echo "shut $p"; elif [ -e "$p" ]; then echo "other $p"; fi;;
    f*) if [ -L "$p" ]; then echo "other $p"; elif [ -f "$p" ]; then if [ -r "$p" ]; then echo "file $p"; else echo "other $p"; fi; elif [ -d "$p" ]; then find "./$p" ! -type d | sed 's|^\\./|other |'; elif [ -e "$p" ]; then echo "other $p"; fi;;
  esac
done; true`,
      input,
      1800,
      false,
    );
    const found = new Map<string, string>();
    const files: string[] = [];
    for (const line of seen.split('\n')) {
      const [, word, path] = /^(link|shut|file|other) (.*)$/.exec(line) ?? [];
      if (!path) continue;
      if (word === 'link') throw new Trouble(`${host}:${folder}/${path} 是符号链接，不跟着它写到别处；请换成真的文件夹，或换一个目标`);
      if (word === 'shut') throw new Trouble(`${doing}：登录的账号进不了 ${host}:${folder}/${path}，看不到里面有什么；请管理员给这个账号进入的权限`);
      if (word === 'file') files.push(path);
      // What lies in a folder that stands where a file is to be may be asked for as well; it then gets its hash.
      else found.set(path, '?');
    }
    if (!files.length) return found;
    const list = new Set(files);
    // Apart from the first question: a program that fails must not pass for a file that is not there.
    const printed = await remote(doing, `${hashing}\nwhile IFS= read -r p; do printf '%s\\0' "$p"; done | hash || { echo hash >&2; exit 89; }`, files.map((path) => `${path}\n`).join(''), 1800);
    for (const line of printed.split('\n')) {
      const [, hash, path] = /^([0-9a-f]{64}) [ *](.*)$/.exec(line) ?? [];
      if (hash && list.delete(path!)) found.set(path!, hash);
    }
    if (list.size) throw new Trouble(`${doing}：${[...list][0]} 等 ${list.size} 个文件算不出校验值；请管理员看看那台主机上的 sha256sum 能不能用`);
    return found;
  }

  return {
    title,
    async open(writing) {
      const version = await run(['rsync', '--version'], '', 20);
      hasProgress = /version 3\./.test(version.stdout);
      shared ??= await connectOnce(port, host!);
      const said = await remote(
        `打开${title}`,
        `command -v rsync >/dev/null 2>&1 || echo no-rsync
if [ -e "$D" ]; then
  [ -d "$D" ] || echo not-folder
  { [ -w "$D" ] && [ -x "$D" ]; } || echo no-right
  [ -L "$D/${recordsFolder}" ] && echo link
else
  P=$(dirname "$D"); [ -d "$P" ] || echo no-parent; [ -w "$P" ] || echo no-right
fi; true`,
        '',
        60,
        false,
      );
      for (const [word, trouble] of [
        ['no-rsync', '那台主机上没有 rsync；请先装上'],
        ['not-folder', `${folder} 不是文件夹；请核对 destination`],
        ['no-parent', `${dirname(folder)} 不存在，没有地方建 ${folder}；请核对 destination，或先建好上一层`],
        ['no-right', '在那台主机上没有写入的权限；请管理员把目标文件夹的写入权限给登录的账号'],
        ['link', `${recordsFolder} 是符号链接，发布记录没有地方放；请移开它`],
      ] as const)
        if (said.split('\n').includes(word)) throw new Trouble(`打开${title}：${trouble}`);
      if (!writing) return;
      // A change that goes on there though its connection was lost is let end.
      const busy = await remote(
        `在${title}里建发布记录`,
        `mkdir -p "$D/$T" "$D/${recordsFolder}/objects" && cd "$D" || exit 97
n=0; while [ -f "$T/committing" ] && kill -0 "$(cat "$T/committing")" 2>/dev/null; do n=$((n+1)); [ $n -gt 100 ] && { echo busy; break; }; sleep 1; done`,
        '',
        150,
        false,
      );
      if (busy.includes('busy')) throw new Trouble(`${title} 上还有一次发布正在换文件，等做完再来`, exits.busy);
    },
    async tryWriting() {
      await remote(`在${title}里试写`, `if [ -d "$D" ]; then t="$D/.rongji-trial.$$"; echo trial > "$t" || exit 99; rm -f "$t"; fi`, '', 60, false);
    },
    async readRecord(name) {
      const printed = await remote(`读 ${title} 的发布记录`, `f="$D/${recordsFolder}/"${quoted(name)}; if [ -f "$f" ]; then echo there; cat "$f"; fi`, '', 120, false);
      return printed.startsWith('there\n') ? printed.slice(6) : undefined;
    },
    async writeRecord(name, text) {
      await write(`写 ${title} 的发布记录`, name, text);
    },
    async removeRecord(name) {
      await remote(`删 ${title} 的发布记录`, `rm -f ${quoted(`${recordsFolder}/${name}`)}`);
    },
    async makeLock(text) {
      const printed = await remote(`建 ${title} 的发布锁`, `cat > "$T/lock.$$" && { [ -s "$T/lock.$$" ] || exit 95; }; if ln "$T/lock.$$" ${recordsFolder}/lock 2>/dev/null; then echo made; elif [ ! -e ${recordsFolder}/lock ] && (set -C; cat "$T/lock.$$" > ${recordsFolder}/lock) 2>/dev/null; then echo made; fi; rm -f "$T/lock.$$"`, text);
      return printed.includes('made');
    },
    async readLock(): Promise<LockFound | undefined> {
      const printed = await remote(`读 ${title} 的发布锁`, `f=${recordsFolder}/lock; if [ -f $f ]; then at=$(stat -c %Y $f 2>/dev/null || stat -f %m $f); echo $(($(date +%s) - at)); cat $f; fi`);
      const [, idle, text] = /^(-?\d+)\n([^]*)$/.exec(printed) ?? [];
      return text === undefined ? undefined : { text: text.trim(), idleSeconds: Number(idle) };
    },
    async refreshLock(text) {
      await write(`写 ${title} 的发布锁`, 'lock', text);
    },
    async removeLock(text) {
      // Moved aside first, so that of two who want it gone only one gets this very lock.
      await remote(`删 ${title} 的发布锁`, `want=$(cat); if mv ${recordsFolder}/lock "$T/aside.$$" 2>/dev/null; then [ "$(cat "$T/aside.$$")" = "$want" ] || ln "$T/aside.$$" ${recordsFolder}/lock 2>/dev/null; rm -f "$T/aside.$$"; fi; true`, text);
    },
    look: (paths) => hashes(`查看${title}`, paths),
    keyOf: (content) => content.sha256,
    async lacks(contents) {
      const there = await hashes(`查看 ${title} 的存档`, contents.map(({ sha256 }) => objectOf(sha256)));
      return new Set(contents.map(({ sha256 }) => sha256).filter((hash) => there.get(objectOf(hash)) !== hash));
    },
    async stage(contents: Content[], progress: Progress) {
      const local = mkdtempSync(join(tmpdir(), 'rongji-publish-'));
      try {
        for (const content of contents) {
          const file = join(local, content.sha256.slice(0, 2), content.sha256);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, content.read());
        }
        const hear = (text: string) => {
          const percent = [...text.matchAll(/(\d+)%/g)].at(-1)?.[1];
          if (percent) progress(Number(percent), 100);
        };
        // Without -p the far umask would cut the modes, and the web server could not read what is linked from here.
        const way = shell(port, shared?.socket).map((word) => (/[\s'"]/.test(word) ? quoted(word) : word)).join(' ');
        const ended = await run(['rsync', '-rzp', '--chmod=D755,F644', '--timeout=120', ...(hasProgress ? ['--info=progress2', '--protect-args'] : []), '-e', way, `${local}/`, `${host}:${folder}/${recordsFolder}/objects/`], '', 6 * 3600, hear);
        if (ended.code !== 0) throw troubleOf(`上传到${title}`, ended);
      } finally {
        rmSync(local, { recursive: true, force: true });
      }
      const there = await hashes(`核对 ${title} 的存档`, contents.map(({ sha256 }) => objectOf(sha256)));
      const wrong = contents.filter(({ sha256 }) => there.get(objectOf(sha256)) !== sha256);
      if (wrong.length) throw new Trouble(`上传到${title}：${wrong[0]!.path} 等 ${wrong.length} 个文件没有完整到达；请再发布一次`);
    },
    async setAside(paths) {
      // What was set aside before is never written over: another time has another folder.
      await remote(
        `移开 ${title} 里原有的文件`,
        `while IFS= read -r p; do
  [ -e "$p" ] || [ -L "$p" ] || continue
  n=1; a=${recordsFolder}/adopted
  while t="$a/$p"; [ -e "$t" ] || [ -L "$t" ] || ! mkdir -p "$(dirname "$t")" 2>/dev/null; do
    if [ -f "$p" ] && [ -f "$t" ] && cmp -s "$p" "$t"; then continue 2; fi
    n=$((n+1)); a=${recordsFolder}/adopted-$n
    [ $n -lt 1000 ] || { echo "at: $p" >&2; exit 98; }
  done
  if [ -f "$p" ] || [ -L "$p" ]; then cp -pP "$p" "$t"; else mv "$p" "$t"; fi || { echo "at: $p" >&2; exit 98; }
done`,
        paths.map((path) => `${path}\n`).join(''),
      );
    },
    async apply(groups: Step[][], progress: Progress, check) {
      const steps = groups.flat();
      const plan = steps.map((step) => ('put' in step ? `p ${step.sha256} ${step.put}\n` : `r ${step.remove}\n`)).join('');
      await check();
      await remote(`在${title}换上新的一版`, applying, `${plan}end\n`, 1800);
      progress(steps.length, steps.length);
    },
    async sweep(keep) {
      const printed = await remote(`清理 ${title} 的存档`, `rm -f "$T"/*; find ${recordsFolder}/objects -type f`, '', 600);
      const gone = printed.split('\n').filter((path) => path && !keep.has(path.split('/').at(-1)!));
      if (gone.length) await remote(`清理 ${title} 的存档`, 'while IFS= read -r p; do printf "%s\\0" "$p"; done | xargs -0 rm -f --', gone.map((path) => `${path}\n`).join(''), 600);
    },
    async close() {
      shared?.end();
      shared = undefined;
    },
  };
}
