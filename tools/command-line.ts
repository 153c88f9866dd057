// Reads the command line and runs what it asks for; every word of it is Chinese.
import yargs, { type ArgumentsCamelCase, type Argv } from 'yargs';
import { exits, Trouble } from './publish/trouble.ts';

/** A command of the command line: `form` is its name and arguments ("rollback [target]"), `run` returns the exit code. */
export type Command<Options = any> = { form: string; about: string; options(argv: Argv): Argv<Options>; run(given: ArgumentsCamelCase<Options>): Promise<number> };

/** Gives a command its type. */
export const defineCommand = <Options>(command: Command<Options>): Command => command;

const refuse = (message: string): number => {
  console.error(`${message}。什么也没有做`);
  return exits.usage;
};

/** Runs the command that the words ask for; returns the exit code. */
export async function runCommands(words: string[], commands: Command[]): Promise<number> {
  let code: number = exits.done;
  // What comes behind two dashes that stand alone is no option, and an input method makes one long dash of two.
  const alone = words.indexOf('--');
  if (alone >= 0) return refuse(`两条短横和选项的名字要连着写，写作 --${words[alone + 1] ?? '选项'}`);
  const dashed = words.find((word) => /^[-—–－−]+[a-z]/i.test(word) && !/^--?[a-z]/i.test(word));
  if (dashed) return refuse(`“${dashed}”前面不是两条英文的短横；切换到英文输入，写作 --${dashed.replace(/^[-—–－−]+/, '')}`);
  /** Options of the command that is asked for. */
  let names: string[] = [];
  /** Without the two dashes behind "rongji" npm takes the options for its own, and a dry run would be none. */
  const swallowed = () => {
    const taken = names.filter((name) => process.env[`npm_config_${name.replaceAll('-', '_')}`] && !words.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)));
    if (taken.length) throw new Trouble(`npm 后面少了两条短横，选项 ${taken.map((name) => `--${name}`).join('、')} 没有传到，什么也没有做；写作 npm run rongji -- ${words[0]} …，rongji 后面空一格、写两条短横、再空一格，后面照写`, exits.usage);
  };
  const parser = yargs(words)
    .scriptName('npm run rongji --')
    .locale('zh_CN')
    .updateStrings({
      'Not enough non-option arguments: got %s, need at least %s': { one: '少了参数：写了 %s 个，至少要 %s 个', other: '少了参数：写了 %s 个，至少要 %s 个' },
      'Too many non-option arguments: got %s, maximum of %s': { one: '参数多了：写了 %s 个，最多 %s 个', other: '参数多了：写了 %s 个，最多 %s 个' },
      'Unknown argument: %s': { one: '没有这个命令、选项或参数：%s', other: '没有这些命令、选项或参数：%s' },
      'Unknown command: %s': { one: '没有这个命令：%s', other: '没有这些命令：%s' },
      'Did you mean %s?': '没有这个命令，相近的是 %s',
      'Not enough arguments following: %s': '选项 %s 后面要写值',
      'Arguments %s and %s are mutually exclusive': '选项 %s 和 %s 不能一起用',
      'Positionals:': '参数：',
      'Show help': '显示用法',
      string: '文字',
      boolean: '开关',
    } as unknown as Record<string, string>)
    .usage('用法：$0 <命令> [选项]')
    .parserConfiguration({ 'boolean-negation': false, 'duplicate-arguments-array': false, 'camel-case-expansion': true })
    .help('help')
    .alias('help', 'h')
    .version(false)
    .strict()
    .recommendCommands()
    .demandCommand(1, 1, '要写一个命令', '一次只能写一个命令')
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .epilogue('退出码：0 做成了；1 没做成，或有要改的；2 写法不对；3 别人正在发布或导入，稍后再来；130 被中断。\n各命令的选项：npm run rongji -- 命令 --help')
    .exitProcess(false)
    .fail((message, error) => {
      swallowed();
      // The parser throws some mistakes of its own instead of telling them.
      throw error && error.name !== 'YError' ? error : new Trouble(`${message ?? error?.message}。用 --help 看用法`, exits.usage);
    });
  for (const { form, about, options, run } of commands) {
    parser.command(
      form,
      about,
      (argv) => {
        const own = options(argv);
        names = Object.keys((own as unknown as { getOptions(): { key: Record<string, unknown> } }).getOptions().key);
        return own.usage(`${about}\n用法：$0 ${form} [选项]`);
      },
      async (given) => {
        swallowed();
        code = await run(given);
      },
    );
  }
  try {
    await parser.parseAsync();
  } catch (error) {
    if (error instanceof Trouble) {
      console.error(error.message);
      return error.code;
    }
    console.error(`程序意外出错，请把下面的内容交给维护的人：${(error as Error)?.stack ?? String(error)}`);
    return exits.wrong;
  }
  return code;
}
