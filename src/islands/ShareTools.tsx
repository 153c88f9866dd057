import { useEffect, useRef, useState } from 'react';

type Props = { heading: string; /** What the address says after the #. */ fragment: string; /** Where the position came from, if there is one. */ from: 'device' | 'map' | 'address' | undefined; /** What the button that prints is called; without it there is none. */ print?: string };

/** Take the answer along: copy, share, print, or send it to a phone. */
export function ShareTools({ heading, fragment, from, print: printing }: Props) {
  const [said, setSaid] = useState('');
  const [code, setCode] = useState<{ path: string; size: number }>();
  const [sharing, setSharing] = useState(false);
  const printed = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    setSharing('share' in navigator);
    // A list on paper grows old: it says from when and where it is.
    const stamp = () => (printed.current!.textContent = `${new Date().toLocaleDateString('zh-CN')}打印自 ${address()}，去之前请再核对。`);
    addEventListener('beforeprint', stamp);
    return () => removeEventListener('beforeprint', stamp);
  }, [fragment]);
  useEffect(() => setCode(undefined), [fragment]);
  // Not location.href: a skip link may have put something else behind the #.
  const address = () => `${location.href.replace(/#.*/, '')}${fragment}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address());
      setSaid('地址已经复制。');
    } catch {
      setSaid(`复制不了，请自己抄下：${address()}`);
    }
  };
  const share = async () => {
    try {
      await navigator.share({ title: document.title, text: heading, url: address() });
    } catch {
      // The reader closed the sheet.
    }
  };
  const draw = async () => {
    try {
      const { encode } = await import('uqr');
      const { data, size } = encode(address(), { border: 4 });
      setCode({ size, path: data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('') });
      setSaid('');
    } catch {
      setSaid('二维码没有画出来，可能断网了。可以用“复制地址”。');
    }
  };
  return (
    <div className="share-tools with-script">
      <p>
        <button type="button" onClick={() => void copy()}>
          复制地址
        </button>
        {sharing && (
          <button type="button" onClick={() => void share()}>
            分享
          </button>
        )}
        <button type="button" aria-expanded={code !== undefined} onClick={() => (code ? setCode(undefined) : void draw())}>
          发到手机（二维码）
        </button>
        {printing && (
          <button type="button" onClick={() => void draw().then(() => print())}>
            {printing}
          </button>
        )}
      </p>
      {from && <p className="note">{from === 'device' ? '地址和二维码里不带您的定位，打开后再点一次“用我的位置”。' : '地址和二维码里带着图上点的那个位置，发给谁，谁就知道。'}</p>}
      <p role="status">{said}</p>
      <p className="printed" ref={printed} />
      {code && (
        <svg className="qr" viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label="本页地址的二维码">
          <rect width={code.size} height={code.size} fill="#fff" />
          <path d={code.path} fill="#000" />
        </svg>
      )}
    </div>
  );
}
