// What a place that a site is published to must be able to do. folder.ts, rsync.ts and s3.ts do it.

/** A change before readers: a file appears under its path, or goes. `sha256` names its content in the store. */
export type Step = { put: string; sha256: string } | { remove: string };
/** A content to be brought into the store; `path` is one name it will have. */
export type Content = { sha256: string; bytes: number; path: string; read(): Buffer };
/** A lock as it lies at the target, and for how many seconds its owner has not shown up. */
export type LockFound = { text: string; idleSeconds: number };
/** Told how many of how many bytes or files are done. */
export type Progress = (done: number, total: number) => void;

/**
 * A target keeps, beside the site, a folder of records and a store of contents by their SHA-256. Every file appears whole or not at all.
 * All throw `Trouble` with a line in Chinese.
 */
export interface Target {
  /** How it is called in messages: "文件夹 /var/www/tyjr". */
  readonly title: string;
  /** Sees that the target is there and can be written, making its folder of records when `write` is true. */
  open(write: boolean): Promise<void>;
  /** Writes something and takes it away again, where the site's folder is there already. */
  tryWriting(): Promise<void>;
  /** A record's text, or undefined. */
  readRecord(name: string): Promise<string | undefined>;
  /** Replaces a record as a whole. */
  writeRecord(name: string, text: string): Promise<void>;
  removeRecord(name: string): Promise<void>;
  /** Makes the lock when there is none; false when there is. */
  makeLock(text: string): Promise<boolean>;
  readLock(): Promise<LockFound | undefined>;
  /** Writes the lock anew, so that it does not seem forsaken. */
  refreshLock(text: string): Promise<void>;
  /** Takes the lock away if it still is this one. */
  removeLock(text: string): Promise<void>;
  /** SHA-256 of what lies at each of these paths; "?" where something of unknown content does; nothing where nothing does; a content that is not served as it should be is followed by ":" and what is wrong. Beside them "?" for what is in the way: a file where they need a folder, the files that are in a folder where a file is to be. */
  look(paths: string[]): Promise<Map<string, string>>;
  /** What the store calls a content; one content may have several forms there, by the kind of file it is for. */
  keyOf(content: { sha256: string; path: string }): string;
  /** The keys of those of these contents that the store lacks. */
  lacks(contents: { sha256: string; path: string }[]): Promise<Set<string>>;
  /** Brings contents into the store and sees that they arrived whole. */
  stage(contents: Content[], progress: Progress): Promise<void>;
  /** Moves files that are not ours out of the way, into the records, so that nothing is lost; what was put there before stays. */
  setAside(paths: string[]): Promise<void>;
  /** Makes the changes, group after group: none of a group begins before the last of the group before has ended. `check` is awaited before each group, or before all where they are made in one go; when it throws nothing more is done. */
  apply(groups: Step[][], progress: Progress, check: () => Promise<void>): Promise<void>;
  /** Drops from the store all but these. */
  sweep(keep: Set<string>): Promise<void>;
  close(): Promise<void>;
}
