// Places to publish to that run on this machine: a folder, a host behind ssh, a bucket.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Stage } from './kills.ts';

const readFile = (file: string) => (statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file) : undefined);

/** All files in a folder but our records. */
export const filesIn = (folder: string, below = ''): string[] =>
  readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below ? `${below}/${entry.name}` : entry.name;
    return path === '.rongji' ? [] : entry.isDirectory() ? filesIn(folder, path) : [path];
  });

/** A folder as a web server's root. */
export const folderStage = (path: string): Stage => ({ config: { to: 'folder', path }, read: async (file) => readFile(join(path, file)), files: async () => filesIn(path) });

/** A port that nothing listens on. */
export const freePort = () =>
  new Promise<number>((answer) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => answer(port));
    });
  });

async function listens(port: number) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const there = await new Promise<boolean>((answer) => connect(port, '127.0.0.1').once('connect', function (this: { destroy(): void }) { this.destroy(); answer(true); }).once('error', () => answer(false)));
    if (there) return;
    await wait(50);
  }
  throw new Error(`nothing listens on ${port}`);
}

const sshd = '/usr/sbin/sshd';
/** Whether rsync and an ssh server are here; installs them from Debian's packages when this is root on Debian. */
export function hasSsh(): boolean {
  const there = () => existsSync(sshd) && [['rsync', '--version'], ['ssh', '-V'], ['ssh-keygen', '-?']].every(([program, word]) => spawnSync(program!, [word!]).error === undefined);
  if (!there() && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' } as const;
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'rsync', 'openssh-server', 'openssh-client'], options);
  }
  return there();
}

/** An ssh server of our own on the loopback, with keys made for it; the site goes to `folder`/www. */
export async function sshStage(folder: string): Promise<Stage & { path: string; destination: string; port: number; stop(): void }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const port = await freePort();
  for (const name of ['host', 'client']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  writeFileSync(join(folder, 'authorized'), readFileSync(join(folder, 'client.pub')), { mode: 0o600 });
  writeFileSync(join(folder, 'known'), `[127.0.0.1]:${port} ${readFileSync(join(folder, 'host.pub'), 'utf8')}`);
  writeFileSync(
    join(folder, 'sshd'),
    [`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${join(folder, 'host')}`, `AuthorizedKeysFile ${join(folder, 'authorized')}`, `PidFile ${join(folder, 'pid')}`, 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'UsePAM no', 'StrictModes no', 'PermitRootLogin prohibit-password', 'MaxStartups 100'].join('\n'),
  );
  // Debian's server wants this folder, which its own service makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const server: ChildProcess = spawn(sshd, ['-D', '-e', '-f', join(folder, 'sshd')], { stdio: 'ignore' });
  await listens(port);
  const path = join(folder, 'www');
  const destination = `${userInfo().username}@127.0.0.1:${path}`;
  const environment = { RSYNC_RSH: `ssh -F none -i ${join(folder, 'client')} -o UserKnownHostsFile=${join(folder, 'known')} -o IdentitiesOnly=yes` };
  return { ...folderStage(path), config: { to: 'rsync', destination, port }, environment, path, destination, port, stop: () => void server.kill() };
}

type Context = { path: string; state: { vhost?: boolean } };

/** An S3 server of our own that checks signatures, with one bucket. */
export async function bucketStage(folder: string): Promise<Stage & { client: S3Client; endpoint: string; stop(): Promise<void> }> {
  mkdirSync(folder, { recursive: true });
  const { default: S3rver } = (await import('@20minutes/s3rver')) as { default: new (options: object) => { store: { copyObject(...given: string[]): Promise<unknown>; getResourcePath(...given: string[]): string }; middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[]; run(): Promise<{ port: number }>; close(): Promise<void> } };
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: folder, configureBuckets: [{ name: 'tyjr' }] });
  // It leaves out the slash that ends a bucket's address when it checks a signature, though clients sign it; told that the bucket is a host's name, it puts it back.
  server.middleware.splice(-1, 0, async (context, next) => {
    if (/^\/[^/]+\/$/.test(context.path)) Object.assign(context, { mountPath: '/' }).state.vhost = true;
    await next();
  });
  // It keeps the ETag of what a copy replaces.
  const copy = server.store.copyObject.bind(server.store);
  server.store.copyObject = (from, key, bucket, to, ...rest) => {
    rmSync(server.store.getResourcePath(bucket!, to!, 'object.md5'), { force: true });
    return copy(from!, key!, bucket!, to!, ...rest);
  };
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } });
  return {
    config: { to: 's3', endpoint, bucket: 'tyjr', pathStyle: true, prefix: 'site/' } as Stage['config'],
    environment: { RONGJI_S3_KEY_ID: 'S3RVER', RONGJI_S3_SECRET: 'S3RVER' },
    client,
    endpoint,
    async read(path) {
      try {
        const { Body, ContentEncoding } = await client.send(new GetObjectCommand({ Bucket: 'tyjr', Key: `site/${path}` }));
        const data = Buffer.from(await Body!.transformToByteArray());
        return ContentEncoding === 'gzip' ? gunzipSync(data) : data;
      } catch (error) {
        if ((error as { name?: string }).name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
    async files() {
      const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: 'tyjr', Prefix: 'site/' }));
      return (Contents ?? []).map(({ Key }) => Key!.slice(5)).filter((path) => !path.startsWith('.rongji/'));
    },
    async stop() {
      client.destroy();
      await server.close();
    },
  };
}
