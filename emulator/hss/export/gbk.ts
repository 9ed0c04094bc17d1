let table: Map<string, number> | undefined;

/** Every character of GBK with its two bytes, computed once with the platform's decoder. */
function gbkTable(): Map<string, number> {
  if (table !== undefined) return table;
  const decoder = new TextDecoder('gbk');
  table = new Map();
  for (let high = 0x81; high <= 0xfe; high += 1) {
    for (let low = 0x40; low <= 0xfe; low += 1) {
      if (low === 0x7f) continue;
      const text = decoder.decode(Uint8Array.of(high, low));
      if (text.length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, (high << 8) | low);
    }
  }
  return table;
}

/** Encodes a text in GBK; characters that GBK lacks become `?`. */
export function encodeGbk(text: string): Buffer {
  const known = gbkTable();
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    const pair = known.get(char);
    if (code < 0x80) bytes.push(code);
    else if (pair === undefined) bytes.push(0x3f);
    else bytes.push(pair >> 8, pair & 0xff);
  }
  return Buffer.from(bytes);
}
