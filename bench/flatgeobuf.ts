// FlatGeobuf with its packed Hilbert R-tree. The npm package reads the tree but cannot write one, so it is written here.
import { distanceM, type Place } from '../src/lib/places.ts';
import { importPeer, type Placed } from './national-set.ts';

const library = (path: string) => importPeer(`flatgeobuf/lib/mjs/${path}`);
const nodeSize = 16;
const columns = ['id', 'name', 'kind', 'level', 'county', 'township', 'services', 'phone', 'address', 'hours', 'basis', 'precision'] as const;

/** Position on a Hilbert curve over a grid of 65,536 by 65,536. */
function hilbert(x: number, y: number): number {
  let d = 0;
  for (let s = 32768; s > 0; s >>= 1) {
    const rx = x & s ? 1 : 0;
    const ry = y & s ? 1 : 0;
    d += s * s * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) [x, y] = [65535 - x, 65535 - y];
      [x, y] = [y, x];
    }
  }
  return d;
}

/** A FlatGeobuf file of the stations, index included. */
export async function writeFlatGeobuf(stations: Placed[]): Promise<Buffer> {
  const { buildFeature } = await library('generic/feature.js');
  const { parseGeometry } = await library('geojson/geometry.js');
  const { ColumnType } = await library('flat-geobuf/column-type.js');
  const { GeometryType } = await library('flat-geobuf/geometry-type.js');
  const { generateLevelBounds } = await library('packedrtree.js');
  const { magicbytes } = await library('constants.js');
  const meta = { geometryType: GeometryType.Point, columns: columns.map((name) => ({ name, type: ColumnType.String })), featuresCount: stations.length };
  const header = await writeHeader(meta);

  const keys = stations.map(({ lat, lng }) => hilbert(Math.floor(((lng + 180) / 360) * 65535), Math.floor(((lat + 90) / 180) * 65535)));
  const order = [...stations.keys()].sort((a, b) => keys[a]! - keys[b]!);
  const features = order.map((i) => {
    const station = stations[i]!;
    const properties = Object.fromEntries(columns.map((name) => [name, name === 'services' ? station.services.join('；') || null : (station[name] ?? null)]));
    return buildFeature(parseGeometry({ type: 'Point', coordinates: [station.lng, station.lat] }), properties, meta) as Uint8Array;
  });

  const bounds: [number, number][] = generateLevelBounds(stations.length, nodeSize);
  const tree = Buffer.alloc(bounds[0]![1] * 40);
  const write = (node: number, box: number[], offset: number) => {
    box.forEach((edge, i) => tree.writeDoubleLE(edge, node * 40 + 8 * i));
    tree.writeBigUInt64LE(BigInt(offset), node * 40 + 32);
  };
  let offset = 0;
  order.forEach((i, at) => {
    const { lat, lng } = stations[i]!;
    write(bounds[0]![0] + at, [lng, lat, lng, lat], offset);
    offset += features[at]!.length;
  });
  for (let level = 1; level < bounds.length; level++) {
    const [from, to] = bounds[level - 1]!;
    for (let child = from, parent = bounds[level]![0]; child < to; child += nodeSize, parent++) {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let node = child; node < Math.min(child + nodeSize, to); node++)
        for (let i = 0; i < 4; i++) box[i] = (i < 2 ? Math.min : Math.max)(box[i]!, tree.readDoubleLE(node * 40 + 8 * i));
      write(parent, box, child);
    }
  }
  return Buffer.concat([magicbytes, header, tree, ...features]);
}

/** The package's own header always says that there is no index. */
async function writeHeader(meta: { featuresCount: number; geometryType: number; columns: { name: string; type: number }[] }): Promise<Uint8Array> {
  const { Header } = await library('flat-geobuf/header.js');
  const { Column } = await library('flat-geobuf/column.js');
  const flatbuffers = await importPeer('flatbuffers/mjs/flatbuffers.js');
  const builder = new flatbuffers.Builder();
  const parts = meta.columns.map(({ name, type }) => {
    const text = builder.createString(name);
    Column.startColumn(builder);
    Column.addName(builder, text);
    Column.addType(builder, type);
    return Column.endColumn(builder);
  });
  const vector = Header.createColumnsVector(builder, parts);
  Header.startHeader(builder);
  Header.addFeaturesCount(builder, BigInt(meta.featuresCount));
  Header.addGeometryType(builder, meta.geometryType);
  Header.addIndexNodeSize(builder, nodeSize);
  Header.addColumns(builder, vector);
  builder.finishSizePrefixed(Header.endHeader(builder));
  return builder.asUint8Array();
}

/** The ids of the ten nearest: a box that is doubled until the circle in it holds ten. */
export async function nearestInFlatGeobuf(url: string, from: Place): Promise<string[]> {
  const { HttpReader } = await library('http-reader.js');
  const { parseProperties } = await library('generic/feature.js');
  const reader = await HttpReader.open(url, true);
  for (let radiusM = 5000; ; radiusM *= 2) {
    const lat = radiusM / 111_190;
    const lng = lat / Math.max(0.01, Math.cos(((Math.abs(from.lat) + lat) * Math.PI) / 180));
    const found: { id: string; distanceM: number }[] = [];
    for await (const { feature } of reader.selectBbox({ minX: from.lng - lng, minY: from.lat - lat, maxX: from.lng + lng, maxY: from.lat + lat })) {
      const [x, y] = feature.geometry().xyArray();
      found.push({ id: parseProperties(feature, reader.header.columns).id, distanceM: distanceM(from, { lat: y, lng: x }) });
    }
    const near = found.filter((one) => one.distanceM <= radiusM).sort((a, b) => a.distanceM - b.distanceM || (a.id < b.id ? -1 : 1));
    if (near.length >= 10) return near.slice(0, 10).map(({ id }) => id);
  }
}
