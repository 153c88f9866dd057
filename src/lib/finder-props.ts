// What the finder is given, on its own page and in a window of another site.
import { privacyNote } from './basemap.ts';
import { clustersOf } from './clusters.ts';
import { allDivisions, allFacts, allRegions, allStations, entriesOf } from './entries.ts';
import { fillFactsPlainly, getFact, showFact } from './facts.ts';
import { href } from './paths.ts';
import { site } from './site.ts';
import { lawFact, sheetsOf } from './stations.ts';
import { jurisdictionAdvice } from '../strings.ts';

/** The properties of the finder's island. */
export async function finderProps() {
  const regions = await allRegions();
  const stations = await allStations();
  const facts = await allFacts();
  const towns = regions.flatMap(({ data }) => {
    const seats = data.counties.flatMap((county) => (county.seat ? [{ lat: county.seat.lat, lng: county.seat.lng, title: county.name, seat: true }] : []));
    return data.level === '地级市' ? [{ lat: data.point.lat, lng: data.point.lng, title: data.title, seat: true }, ...seats] : seats;
  });
  const guides = (await entriesOf('guides')).map(({ id, data }) => ({
    id,
    title: fillFactsPlainly(data.title, facts),
    advice: jurisdictionAdvice[data.jurisdiction],
    where: fillFactsPlainly(data.where, facts),
    bring: data.bring.map(({ item, note }) => fillFactsPlainly(note ? `${item}（${note}）` : item, facts)),
  }));
  const { source, where, ...fact } = getFact(facts, lawFact);
  return {
    base: href('/'),
    named: stations.filter(({ page }) => page),
    total: stations.length,
    placed: stations.filter(({ lat }) => lat !== undefined).length,
    regions: regions.map(({ data }) => data.code),
    sheets: [...sheetsOf(stations).keys()],
    guides,
    law: { where, words: showFact(fact), path: `/sources/${source}/` },
    towns,
    clusters: clustersOf(stations, await allDivisions()),
    basemap: site.map,
    mapNote: privacyNote(site.map),
  };
}
