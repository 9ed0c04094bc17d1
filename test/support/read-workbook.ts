import { fromBuffer, type Entry, type ZipFile } from 'yauzl';

export type Cell = string | number | boolean | null;

/** The sheets of an XLSX workbook by name, cells in their places; reads only what a simple workbook has. */
export async function readWorkbook(bytes: Buffer): Promise<Record<string, Cell[][]>> {
  const parts = await unzipped(bytes);
  const book = parts.get('xl/workbook.xml') ?? '';
  const places = parts.get('xl/_rels/workbook.xml.rels') ?? '';
  const sheets: Record<string, Cell[][]> = {};
  for (const [, name = '', id = ''] of book.matchAll(
    /<sheet name="([^"]+)" sheetId="\d+" r:id="(\w+)"\/>/g,
  )) {
    const target = new RegExp(`Id="${id}"[^>]* Target="([^"]+)"`).exec(places)?.[1] ?? '';
    sheets[name] = rowsOf(parts.get(`xl/${target}`) ?? '');
  }
  return sheets;
}

function rowsOf(sheet: string): Cell[][] {
  return [...sheet.matchAll(/<row r="\d+">(.*?)<\/row>/gs)].map(([, row = '']) => {
    const cells: Cell[] = [];
    for (const [, letters = '', type, body = ''] of row.matchAll(
      /<c r="([A-Z]+)\d+"(?: t="(\w+)")?>(.*?)<\/c>/gs,
    )) {
      let at = 0;
      for (const letter of letters) at = at * 26 + letter.charCodeAt(0) - 64;
      while (cells.length < at) cells.push(null);
      const text = body.replace(/<[^>]+>/g, '');
      cells[at - 1] = type === undefined ? Number(text) : type === 'b' ? text === '1' : plain(text);
    }
    return cells;
  });
}

function plain(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

async function unzipped(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await new Promise<ZipFile>((done, fail) =>
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, opened) =>
      error === null ? done(opened) : fail(error),
    ),
  );
  const parts = new Map<string, string>();
  await new Promise<void>((done, fail) => {
    zip.on('entry', (entry: Entry) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error !== null) return fail(error);
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('error', fail);
        stream.on('end', () => {
          parts.set(entry.fileName, Buffer.concat(chunks).toString());
          zip.readEntry();
        });
      });
    });
    zip.on('end', done);
    zip.on('error', fail);
    zip.readEntry();
  });
  return parts;
}
