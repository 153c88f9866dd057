// Asks a web address once, within bounds of time and size, and says in Chinese what is wrong with an answer that is none.
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { explain } from '../publish/trouble.ts';

/** An answer: header names in small letters; `certificateEnds` is there for https. */
export type Answer = { url: string; status: number; headers: Record<string, string>; body: Buffer; certificateEnds?: Date };
export type Asked = { answer: Answer; trouble?: undefined } | { answer?: undefined; trouble: string };
export type Manner = { headers?: Record<string, string>; /** For the whole answer, in seconds. */ seconds?: number; maxBytes?: number };

const tls: Record<string, string> = {
  CERT_HAS_EXPIRED: 'https 证书过期了；请换新的',
  CERT_NOT_YET_VALID: 'https 证书还没有生效；请核对证书和时间',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'https 证书是自己签的，浏览器会拦；请换正式的',
  SELF_SIGNED_CERT_IN_CHAIN: 'https 证书链里有自己签的，浏览器会拦；请换正式的',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'https 证书不全，少了中间证书；请把证书链装全',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'https 证书不全，或签发的机构不被认可；请把证书链装全',
  ERR_TLS_CERT_ALTNAME_INVALID: 'https 证书不是给这个主机名的；请换对的证书',
};

/** GETs one address, following nothing. */
export function ask(url: string, { headers = {}, seconds = 15, maxBytes = 8 * 1024 * 1024 }: Manner = {}): Promise<Asked> {
  return new Promise((settle) => {
    const { protocol } = new URL(url);
    let done = false;
    const end = (asked: Asked) => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      settle(asked);
      sent.destroy();
    };
    let begun = false;
    const timer = setTimeout(() => end({ trouble: begun ? `${seconds} 秒还没有答完` : `${seconds} 秒没有回答` }), seconds * 1000);
    const sent = (protocol === 'https:' ? secureRequest : plainRequest)(url, { agent: false, headers: { 'User-Agent': 'rongji-doctor', ...headers } }, (response) => {
      begun = true;
      const pieces: Buffer[] = [];
      let size = 0;
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        if ((size += piece.length) > maxBytes) end({ trouble: `回答超过 ${Math.round(maxBytes / 1024 / 1024)} MB，没有读完` });
      });
      const socket = response.socket as TLSSocket;
      const ends = protocol === 'https:' ? socket.getPeerCertificate?.()?.valid_to : undefined;
      response.on('end', () =>
        end(
          response.complete
            ? { answer: { url, status: response.statusCode ?? 0, headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])), body: Buffer.concat(pieces), ...(ends ? { certificateEnds: new Date(ends) } : {}) } }
            : { trouble: '只答了一半就断了' },
        ),
      );
      response.on('error', () => end({ trouble: '只答了一半就断了' }));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const { code = '' } = error;
      if (tls[code]) end({ trouble: tls[code] });
      else if (code.startsWith('HPE_')) end({ trouble: '回答的不是网页（不合 HTTP 的格式）；请核对网址和端口' });
      else if (code === 'ECONNRESET') end({ trouble: begun ? '只答了一半就断了' : '连接被断开，没有回答' });
      else if (/ssl|tls|EPROTO/i.test(`${code}${error.message}`)) end({ trouble: `https 连不起来（${code || error.message}）；请核对证书和端口` });
      else end({ trouble: explain(error, '连不上').message.replace(/^连不上：/, '') });
    });
    sent.end();
  });
}

/** GETs an address and follows redirects on the same host, five at most. */
export async function follow(url: string, manner: Manner = {}): Promise<Asked & { way: string[] }> {
  const way = [url];
  for (let at = url; ; ) {
    const asked = await ask(at, manner);
    const location = asked.answer?.headers['location'];
    if (!asked.answer || asked.answer.status < 300 || asked.answer.status >= 400 || !location) return { ...asked, way };
    let next: URL;
    try {
      next = new URL(location, at);
    } catch {
      return { trouble: `转向的网址“${location.slice(0, 100)}”不对`, way };
    }
    if (!/^https?:$/.test(next.protocol) || next.hostname !== new URL(url).hostname) return { trouble: `转到了别的地方（${next.origin}），没有跟过去；请核对网址`, way };
    if (way.includes(next.href)) return { trouble: `在几个网址之间来回转：${[...way, next.href].join(' → ')}`, way };
    if (way.length > 5) return { trouble: `转了 ${way.length} 次还没有到：${way.join(' → ')}`, way };
    way.push((at = next.href));
  }
}
