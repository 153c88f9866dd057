import { useEffect, useState } from 'react';
import { saveFile } from '@/lib/save-file.ts';
import { visitCalendar } from '@/lib/visit-calendar.ts';
import { packOf, type Paper } from '@/lib/visit-pack.ts';
import { decodePlan, encodePlan, type Plan } from '@/lib/visit-plan.ts';
import { schedule } from '@/lib/visit-schedule.ts';
import { readSites, type VisitSite } from '@/lib/visit-site.ts';
import { PackPapers } from './PackPapers.tsx';
import { ShareTools } from './ShareTools.tsx';

type Props = { base: string };
type Pack = { plan: Plan; sites: VisitSite[]; papers: Paper[]; left: string[] };

/** The papers of the plan in the address. */
export function VisitPack({ base }: Props) {
  const [pack, setPack] = useState<Pack>();
  const [chosen, setChosen] = useState<Set<string>>();
  const [said, setSaid] = useState('正在准备……');
  useEffect(() => {
    const read = async () => {
      try {
        const response = await fetch(`${base}data/visit-sites.json`);
        if (!response.ok) throw new Error(String(response.status));
        const { sites: all, holidays } = readSites(await response.json());
        const { plan, left } = decodePlan(location.hash.slice(1), new Set(all.map(({ id }) => id)));
        const byId = new Map(all.map((site) => [site.id, site]));
        const sites = [...new Set(plan.stops.map(({ site }) => site))].map((id) => byId.get(id)!);
        const papers = sites.length > 0 ? packOf({ plan, sites, rows: schedule(plan, all), holidays }) : [];
        setPack({ plan, sites, papers, left });
        setChosen(new Set(papers.map(({ id }) => id)));
        setSaid(papers.length > 0 ? '' : '这个地址里没有行程。先去排一天，再来打印。');
      } catch {
        setSaid('材料没有打开，可能是网络断了。连上以后刷新这一页；行程还在地址里，没有丢。');
      }
    };
    void read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);

  const papers = pack?.papers.filter(({ id }) => chosen?.has(id)) ?? [];
  const name = pack?.plan.title || '参观学习材料';
  const docx = async () => {
    setSaid('正在写 Word 文件……');
    try {
      const { packDocx } = await import('@/lib/pack-docx.ts');
      saveFile(`${name}.docx`, await packDocx(papers, name));
      setSaid('Word 文件已经存下，可以改、可以盖章。');
    } catch {
      setSaid('Word 文件没有写成，可能断网了。可以先打印。');
    }
  };
  const calendar = () => {
    saveFile(`${name}.ics`, new Blob([visitCalendar(pack!.plan, pack!.sites, { stamp: new Date(), url: location.href })!], { type: 'text/calendar;charset=utf-8' }));
    setSaid('日历文件已经存下。');
  };
  const fragment = pack ? `#${encodePlan(pack.plan)}` : '';
  return (
    <div className="pack-page with-script">
      <div className="pack-tools">
        <p role="status">{said}</p>
        {pack && pack.left.length > 0 && (
          <div className="notice">
            <p>链接里有些内容打不开，其余的照常：</p>
            <ul>
              {pack.left.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        )}
        <p>
          <a href={`${base}visits/${fragment}`}>回去改行程</a>
        </p>
        {pack && pack.papers.length > 0 && (
          <>
            <fieldset>
              <legend>要哪些</legend>
              {pack.papers.map(({ id, title }) => (
                <label key={id}>
                  <input
                    type="checkbox"
                    checked={chosen!.has(id)}
                    onChange={({ target }) => {
                      const next = new Set(chosen);
                      if (target.checked) next.add(id);
                      else next.delete(id);
                      setChosen(next);
                    }}
                  />{' '}
                  {title}
                </label>
              ))}
            </fieldset>
            <p>
              <button type="button" disabled={papers.length === 0} onClick={() => print()}>
                打印选中的
              </button>
              <button type="button" disabled={papers.length === 0} onClick={() => void docx()}>
                存成 Word（.docx）
              </button>
              {pack.plan.date && (
                <button type="button" onClick={calendar}>
                  存进日历（.ics）
                </button>
              )}
            </p>
            <ShareTools heading={name} fragment={fragment} from={undefined} />
          </>
        )}
      </div>
      {pack && <PackPapers papers={papers} sites={pack.sites} />}
    </div>
  );
}
