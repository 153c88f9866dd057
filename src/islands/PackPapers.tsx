// The papers of a visit as a page shows and prints them; the same blocks go into .docx.
import { drawLocal } from '@/lib/local-map.ts';
import type { Block, Paper } from '@/lib/visit-pack.ts';
import type { VisitSite } from '@/lib/visit-site.ts';

export function PackPapers({ papers, sites }: { papers: Paper[]; sites: VisitSite[] }) {
  return (
    <div className="pack">
      {papers.map((paper) => (
        <section className="paper" id={paper.id} key={paper.id} aria-labelledby={`${paper.id}-title`}>
          <h2 id={`${paper.id}-title`}>{paper.title}</h2>
          {paper.note && <p className="paper-note">{paper.note}</p>}
          {paper.blocks.map((block, i) => (
            <PaperBlock block={block} sites={sites} key={i} />
          ))}
        </section>
      ))}
    </div>
  );
}

function PaperBlock({ block, sites }: { block: Block; sites: VisitSite[] }) {
  switch (block.kind) {
    case 'heading':
      return <h3>{block.text}</h3>;
    case 'text':
      return <p>{block.text}</p>;
    case 'list': {
      const items = block.items.map((item, i) => <li key={i}>{item}</li>);
      return block.mark === 'number' ? <ol>{items}</ol> : <ul className={block.mark === 'box' ? 'boxes' : undefined}>{items}</ul>;
    }
    case 'table':
      return (
        <div className="table-scroll" role="group" tabIndex={0} aria-label={block.head.join('、')}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell) => (
                  <th scope="col" key={cell}>
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, i) => (
                <tr key={i}>
                  {row.map((cell, j) => (
                    <td key={j}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'fields':
      return (
        <dl className={block.rows.length > 8 ? 'fill-in many' : 'fill-in'}>
          {block.rows.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value ?? <span className="to-fill">{/* Read out as what it is; on paper it is a line. */}<span className="unseen">待填</span></span>}</dd>
            </div>
          ))}
        </dl>
      );
    case 'lines':
      return (
        <div className="write-on" aria-hidden="true">
          {Array.from({ length: block.count }, (_, i) => (
            <span key={i} />
          ))}
        </div>
      );
    case 'sign':
      return (
        <p className="sign">
          {block.rows.map((row) => (
            <span key={row}>{row}</span>
          ))}
        </p>
      );
    case 'cut':
      return <p className="cut">{block.text}</p>;
    case 'map':
      return <RouteMap sites={sites} />;
  }
}

/** A schematic of the stops in their order: straight lines, a scale, north, and nothing that is a boundary. */
function RouteMap({ sites }: { sites: VisitSite[] }) {
  const placed = sites.flatMap(({ title, lat, lng }) => (lat === undefined ? [] : [{ name: title, lat, lng: lng! }]));
  if (placed.length < 2) return null;
  const drawing = drawLocal(placed[0]!, placed.slice(1), { width: 640, height: 300 });
  return (
    <figure className="place-map">
      <svg viewBox={`0 0 ${drawing.width} ${drawing.height}`} role="img" aria-label={`路线示意图：${placed.map(({ name }) => name).join('，然后')}`}>
        <rect width={drawing.width} height={drawing.height} className="ground" />
        <path className="tie" fill="none" d={`M${drawing.points.map(({ x, y }) => `${x} ${y}`).join('L')}`} />
        {drawing.points.map(({ x, y, name, anchor }, i) => (
          <g className="main" key={name}>
            <circle cx={x} cy={y} r={9} />
            <text x={x + (anchor === 'end' ? -16 : 16)} y={y + 7} textAnchor={anchor}>
              {i + 1}. {name}
            </text>
          </g>
        ))}
        <g className="scale">
          <path d={`M24 ${drawing.height - 24}v-8v8h${drawing.scale.length}v-8`} />
          <text x={34 + drawing.scale.length} y={drawing.height - 20}>
            {drawing.scale.label}
          </text>
        </g>
        <g className="north">
          <path d={`M${drawing.width - 30} 46V16l-7 12m7-12 7 12`} />
          <text x={drawing.width - 30} y={68} textAnchor="middle">
            北
          </text>
        </g>
      </svg>
      <figcaption>示意图，只表示大致方位；直线不是路线。</figcaption>
    </figure>
  );
}
