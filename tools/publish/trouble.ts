// What can go wrong while publishing, in words for an operator.

/** Exit codes of the command line: 0 is done, 1 went wrong, 2 was called wrongly, 3 must wait for another, 130 was interrupted. */
export const exits = { done: 0, wrong: 1, usage: 2, busy: 3, interrupted: 130 } as const;

/** A failure that is explained already: its message is a line in Chinese, `code` the process's exit code. */
export class Trouble extends Error {
  readonly code: number;
  constructor(message: string, code: number = exits.wrong, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

const system: Record<string, string> = {
  ENOSPC: '磁盘满了；请腾出地方',
  EDQUOT: '配额用完了；请腾出地方或加大配额',
  EACCES: '没有写入的权限；请换有权限的账号运行，或请管理员把这个文件夹的写入权限给运行的账号',
  EPERM: '没有写入的权限；请换有权限的账号运行，或请管理员把这个文件夹的写入权限给运行的账号',
  EROFS: '这个磁盘只能读、不能写；请让管理员改成可写',
  ENOENT: '这个位置不存在；请核对路径',
  ENOTDIR: '路径中间有一段是文件、不是文件夹；请核对路径',
  EEXIST: '这里已经有同名的文件；请换一个名字，或先移开它',
  EISDIR: '这里是文件夹，要放的是同名的文件；请先移开那个文件夹',
  ENOTEMPTY: '这里有一个不空的文件夹，要放的是同名的文件；请先移开那个文件夹',
  ELOOP: '符号链接互相指来指去，没有尽头；请改正链接',
  EIO: '磁盘读写出错；请检查磁盘',
  EMFILE: '同时打开的文件太多；请关掉别的程序再试',
  ENAMETOOLONG: '路径太长；请换短一点的文件夹',
  EBUSY: '文件正被别的程序占用；请关掉那个程序再试',
  ECONNREFUSED: '连不上，对方没有开这个端口；请核对地址和端口',
  ECONNRESET: '连接被对方断开了；请再试一次',
  EPIPE: '连接断了；请再试一次',
  ENOTFOUND: '找不到这个主机；请核对主机名和网络',
  EAI_AGAIN: '查不到主机名；请检查网络',
  ETIMEDOUT: '对方太久没有回答；请检查网络，再试一次',
  EHOSTUNREACH: '到不了这个主机；请检查网络',
  ENETUNREACH: '网络不通；请检查网络',
};

/** The system's error code of an error or of what caused it: "ENOSPC". */
export function systemCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at && depth < 5; depth++) {
    const { code, cause, errors } = at as { code?: unknown; cause?: unknown; errors?: unknown[] };
    if (typeof code === 'string' && code in system) return code;
    at = cause ?? errors?.[0];
  }
  return undefined;
}

/** A line in Chinese for any error met while `doing` something ("写 index.html"). */
export function explain(error: unknown, doing: string): Trouble {
  if (error instanceof Trouble) return error;
  const code = systemCode(error);
  return new Trouble(code ? `${doing}：${system[code]}（${code}）` : `${doing}：${(error as Error)?.message || String(error)}`, exits.wrong, error);
}

/** Does what it is given, and says in Chinese what it was about when that fails. */
export async function during<T>(doing: string, action: () => Promise<T> | T): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw explain(error, doing);
  }
}
