// Publishes to an S3-compatible bucket: contents are put into a store in the bucket, then copied within it to where readers find them.
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { PublishTarget, Settings } from '../../src/schema/site.ts';
import { inParallel } from './folder.ts';
import { objectHeaders } from './object-headers.ts';
import { recordsFolder } from './release.ts';
import type { Content, LockFound, Progress, Step, Target } from './target.ts';
import { exits, systemCode, explain, Trouble } from './trouble.ts';

type S3Target = Extract<PublishTarget, { to: 's3' }>;
type Environment = Record<string, string | undefined>;

const atOnce = 8;
/** What services answer, and what to do about it. */
const sayings: Record<string, string> = {
  NoSuchBucket: '没有这个存储桶；请核对 bucket、endpoint 和 pathStyle',
  NoSuchKey: '存储桶里少了一个文件，可能有别的程序在删；请再发布一次',
  InvalidAccessKeyId: '密钥编号不对；请核对环境变量 RONGJI_S3_KEY_ID',
  SignatureDoesNotMatch: '密钥不对；请核对环境变量 RONGJI_S3_SECRET',
  AccessDenied: '这个密钥没有权限；请给它在这个存储桶里列出、读、写、删文件的权限',
  Forbidden: '这个密钥没有权限；请给它在这个存储桶里列出、读、写、删文件的权限',
  ExpiredToken: '临时密钥过期了；请换新的 RONGJI_S3_TOKEN',
  InvalidToken: '临时密钥不对；请核对 RONGJI_S3_TOKEN',
  RequestTimeTooSkewed: '这台电脑的时间和服务的差得太多；请校准时间',
  AuthorizationHeaderMalformed: '地区不对；请核对 region',
  PermanentRedirect: '存储桶不在这个地区；请核对 region 和 endpoint',
  SlowDown: '请求太频繁，服务暂时不收；请过一会儿再试',
  ServiceUnavailable: '服务暂时不可用；请过一会儿再试',
  InternalError: '服务那边出错了；请过一会儿再试',
  QuotaExceeded: '存储桶的容量用完了；请腾出地方或加大配额',
  EntityTooLarge: '文件太大，服务不收；请把它放到别处',
  TimeoutError: '服务太久没有回答；请检查网络，再试一次',
};

type Failure = { name?: string; Code?: string; message?: string; $metadata?: { httpStatusCode?: number } };
const statusOf = (error: unknown) => (error as Failure)?.$metadata?.httpStatusCode;

function troubleOf(error: unknown, doing: string): Trouble {
  if (error instanceof Trouble) return error;
  const { name = '', Code = '', message = '' } = error as Failure;
  const known = sayings[Code] ?? sayings[name];
  if (known) return new Trouble(`${doing}：${known}（${Code || name}）`, exits.wrong, error);
  if (systemCode(error)) return explain(error, doing);
  const status = statusOf(error);
  if (status === 404) return new Trouble(`${doing}：${sayings['NoSuchBucket']}（404）`, exits.wrong, error);
  if (status === 403) return new Trouble(`${doing}：${sayings['Forbidden']}（403）`, exits.wrong, error);
  if (status === 301 || status === 307) return new Trouble(`${doing}：${sayings['PermanentRedirect']}（${status}）`, exits.wrong, error);
  if (status && status >= 500) return new Trouble(`${doing}：服务那边出错了；请过一会儿再试（${status}）`, exits.wrong, error);
  if (/certificate|self.signed|CERT_|ssl|tls/i.test(`${message}${(error as NodeJS.ErrnoException).code ?? ''}`)) return new Trouble(`${doing}：服务的 https 证书有问题（${message}）；请核对 endpoint`, exits.wrong, error);
  if (/[Dd]eserializ|Unexpected|not expected|parse|XML|HPE_/.test(`${name} ${message} ${(error as NodeJS.ErrnoException).code ?? ''}`)) return new Trouble(`${doing}：对方的回答不像对象存储；请核对 endpoint`, exits.wrong, error);
  return new Trouble(`${doing}：没有做成（${Code || name || '不明'}${status ? `，${status}` : ''}）${/socket|aborted|closed/.test(message) ? '，连接断了，请再试一次' : ''}`, exits.wrong, error);
}

/** The target in a bucket; the keys come from RONGJI_S3_KEY_ID, RONGJI_S3_SECRET and, for temporary ones, RONGJI_S3_TOKEN. A question that is not answered within `seconds` is asked twice more. */
export function s3Target({ endpoint, bucket, region, prefix, pathStyle }: S3Target, site: Settings, environment: Environment, seconds = 60): Target {
  const { RONGJI_S3_KEY_ID: accessKeyId, RONGJI_S3_SECRET: secretAccessKey, RONGJI_S3_TOKEN: sessionToken } = environment;
  const absent = [...(accessKeyId ? [] : ['RONGJI_S3_KEY_ID']), ...(secretAccessKey ? [] : ['RONGJI_S3_SECRET'])];
  if (absent.length) throw new Trouble(`发布到对象存储要密钥：请设环境变量 ${absent.join('、')}`, exits.usage);
  const title = `对象存储 ${bucket}${prefix ? `/${prefix}` : ''}`;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: pathStyle,
    credentials: { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey!, ...(sessionToken ? { sessionToken } : {}) },
    maxAttempts: 3,
    // Many compatible services know none of the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 10_000, requestTimeout: seconds * 1000, throwOnRequestTimeout: true },
    // The library would warn in English about the Node it runs on, and so on.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const headersOf = (path: string) => objectHeaders(site, path);
  const record = (name: string) => `${prefix}${recordsFolder}/${name}`;
  const isPacked = (path: string) => headersOf(path).ContentEncoding === 'gzip';
  const objectOf = (sha256: string, path: string) => record(`objects/${sha256}${isPacked(path) ? '.gz' : ''}`);
  const formOf = (path: string) => createHash('sha256').update(JSON.stringify(headersOf(path))).digest('hex').slice(0, 12);
  const source = (key: string) => `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  /** MD5 of the bodies in the store, as far as we have seen them, by key. */
  const stamps = new Map<string, string>();

  async function ask<T>(doing: string, asked: () => Promise<T>): Promise<T> {
    try {
      return await asked();
    } catch (error) {
      throw troubleOf(error, doing);
    }
  }
  const orUndefined = async <T>(asked: Promise<T>): Promise<T | undefined> => {
    try {
      return await asked;
    } catch (error) {
      const { name, Code } = error as Failure;
      if (statusOf(error) === 404 && Code !== 'NoSuchBucket' && name !== 'NoSuchBucket') return undefined;
      throw error;
    }
  };
  const head = (key: string) => orUndefined(client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
  const getText = async (key: string) => {
    const found = await orUndefined(client.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
    return found && (await found.Body!.transformToString('utf-8'));
  };
  const putText = (key: string, text: string, rest: { IfNoneMatch?: string } = {}) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(text), ContentType: 'application/json', CacheControl: 'no-store', ...rest }));
  const drop = (key: string) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  /** False when the service's ETag is the MD5 of another body; the ETag of an encrypted object tells nothing. */
  const isWhole = ({ ETag, ServerSideEncryption, SSECustomerAlgorithm }: { ETag?: string; ServerSideEncryption?: string; SSECustomerAlgorithm?: string }, md5: string) => {
    const tag = /^"?([0-9a-f]{32})"?$/.exec(ETag ?? '')?.[1];
    return !tag || tag === md5 || Boolean(ServerSideEncryption?.startsWith('aws:kms') || SSECustomerAlgorithm);
  };

  return {
    title,
    async open() {
      await ask(`打开${title}`, () => client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: record('state.json'), MaxKeys: 1 })));
    },
    async tryWriting() {
      await ask(`在${title}里试写`, async () => {
        await putText(record('probe'), '');
        await drop(record('probe'));
      });
    },
    readRecord: (name) => ask(`读 ${title} 的发布记录`, () => getText(record(name))),
    writeRecord: (name, text) => ask(`写 ${title} 的发布记录`, async () => void (await putText(record(name), text))),
    removeRecord: (name) => ask(`删 ${title} 的发布记录`, async () => void (await drop(record(name)))),
    async makeLock(text) {
      return ask(`建 ${title} 的发布锁`, async () => {
        if (await head(record('lock'))) return false;
        try {
          await putText(record('lock'), text, { IfNoneMatch: '*' });
        } catch (error) {
          const status = statusOf(error);
          if (status === 412 || status === 409) return false;
          // A service that knows no conditions; who wrote last is seen below.
          if (status !== 501 && status !== 400) throw error;
          await putText(record('lock'), text);
        }
        await wait(300);
        return (await getText(record('lock'))) === text;
      });
    },
    async readLock(): Promise<LockFound | undefined> {
      return ask(`读 ${title} 的发布锁`, async () => {
        const found = await orUndefined(client.send(new GetObjectCommand({ Bucket: bucket, Key: record('lock') })));
        if (!found) return undefined;
        // The service's own clock: ours may differ.
        await putText(record('probe'), '');
        const now = (await head(record('probe')))?.LastModified ?? new Date();
        return { text: await found.Body!.transformToString('utf-8'), idleSeconds: (now.getTime() - (found.LastModified ?? now).getTime()) / 1000 };
      });
    },
    refreshLock: (text) => ask(`写 ${title} 的发布锁`, async () => void (await putText(record('lock'), text))),
    async removeLock(text) {
      await ask(`删 ${title} 的发布锁`, async () => {
        if ((await getText(record('lock'))) === text) await drop(record('lock'));
      });
    },
    async look(paths) {
      const found = new Map<string, string>();
      await ask(`查看${title}`, () =>
        inParallel(paths, atOnce, async (path) => {
          const object = await head(prefix + path);
          if (!object) return;
          const { sha256, form, stamp } = object.Metadata ?? {};
          found.set(path, !sha256 || !stamp || !isWhole(object, stamp) ? '?' : form === formOf(path) ? sha256 : `${sha256}:old headers`);
        }),
      );
      return found;
    },
    keyOf: ({ sha256, path }) => objectOf(sha256, path),
    async lacks(contents) {
      const missing = new Set<string>();
      await ask(`查看 ${title} 的存档`, () =>
        inParallel(contents, atOnce, async ({ sha256, path }) => {
          const key = objectOf(sha256, path);
          const object = await head(key);
          const { sha256: stored, stamp } = object?.Metadata ?? {};
          if (!object || stored !== sha256 || !stamp || !isWhole(object, stamp)) missing.add(key);
          else stamps.set(key, stamp);
        }),
      );
      return missing;
    },
    async stage(contents: Content[], progress: Progress) {
      let done = 0;
      const total = contents.reduce((sum, { bytes }) => sum + bytes, 0);
      await inParallel(contents, atOnce, async (content) => {
        const key = objectOf(content.sha256, content.path);
        const data = content.read();
        const body = isPacked(content.path) ? gzipSync(data, { level: 9 }) : data;
        await ask(`上传 ${content.path}`, async () => {
          const stamp = createHash('md5').update(body).digest('hex');
          const put = await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/octet-stream', CacheControl: 'no-store', Metadata: { sha256: content.sha256, stamp } }));
          if (!isWhole(put, stamp)) throw new Trouble(`上传 ${content.path}：没有完整到达；请再发布一次`);
          stamps.set(key, stamp);
        });
        progress((done += content.bytes), total);
      });
    },
    async setAside(paths) {
      for (const path of paths)
        await ask(`移开 ${path}`, async () => {
          const from = await head(prefix + path);
          if (!from) return;
          // What was set aside before is never written over: another time has another folder.
          for (let time = 1; ; time++) {
            const to = record(`${time === 1 ? 'adopted' : `adopted-${time}`}/${path}`);
            const there = await head(to);
            if (there && there.ETag === from.ETag && there.ContentLength === from.ContentLength) return;
            if (!there) return void (await client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: source(prefix + path) })));
          }
        });
    },
    async apply(groups: Step[][], progress: Progress, check) {
      const total = groups.reduce((sum, group) => sum + group.length, 0);
      let done = 0;
      for (const group of groups) {
        await check();
        await inParallel(group, atOnce, async (step) => {
          if ('put' in step) {
            const key = objectOf(step.sha256, step.put);
            await ask(`换上 ${step.put}`, () =>
              client.send(
                new CopyObjectCommand({ Bucket: bucket, Key: prefix + step.put, CopySource: source(key), MetadataDirective: 'REPLACE', ...headersOf(step.put), Metadata: { sha256: step.sha256, form: formOf(step.put), stamp: stamps.get(key)! } }),
              ),
            );
          } else await ask(`删去 ${step.remove}`, () => drop(prefix + step.remove));
          progress(++done, total);
        });
      }
    },
    async sweep(keep) {
      await ask(`清理 ${title} 的存档`, async () => {
        const gone: string[] = [];
        for (let token: string | undefined; ; ) {
          const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: record('objects/'), ...(token ? { ContinuationToken: token } : {}) }));
          for (const { Key } of page.Contents ?? []) if (Key && !keep.has(Key.split('/').at(-1)!.replace(/\.gz$/, ''))) gone.push(Key);
          token = page.IsTruncated ? page.NextContinuationToken : undefined;
          if (!token) break;
        }
        await inParallel(gone, atOnce, async (key) => void (await drop(key)));
        await drop(record('probe'));
      });
    },
    async close() {
      client.destroy();
    },
  };
}
