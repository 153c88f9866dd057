/** Whether a voice speaks Chinese and is on the device: one that is not sends what it reads to its maker. Apart from the rest, as every article carries it. */
export const speaksChinese = ({ lang, localService }: { lang: string; localService: boolean }): boolean => localService && /^(zh|cmn|yue)\b/i.test(lang.replace(/_/g, '-'));
