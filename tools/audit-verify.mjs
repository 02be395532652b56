// Verifies an exported trace without the program that wrote it: Node 20 or newer, nothing else.
//   node audit-verify.mjs FOLDER [EARLIER-FOLDER]   the exported trace; with an earlier export also that it was only continued
//   node audit-verify.mjs proof PROOF.json KEY.pem  one entry, as ./run audit prove prints it
// The last line says "N entries intact, root …"; the exit code is 1 where anything does not fit.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

class Broken extends Error {}

const sha256 = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const leafHash = (line, detail) => sha256(Buffer.of(0), line, detail)
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right)
const fromHex = (text) => {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Broken(`'${text}' is not a hash`)
  return Buffer.from(text, 'hex')
}

// RFC 6962: the roots of the complete subtrees, largest first.
class Tree {
  peaks = []
  size = 0

  add(leaf) {
    this.peaks.push(leaf)
    for (let full = this.size; full % 2 === 1; full = Math.floor(full / 2)) {
      const right = this.peaks.pop()
      this.peaks.push(nodeHash(this.peaks.pop(), right))
    }
    this.size++
  }

  root() {
    if (this.peaks.length === 0) return sha256()
    return this.peaks.reduceRight((right, left) => nodeHash(left, right)).toString('hex')
  }
}

const keyName = (key) => sha256(key.export({ type: 'spki', format: 'der' })).subarray(0, 8).toString('hex')
const readKey = (file) => createPublicKey(readFileSync(file))
const keysOf = (folder) =>
  new Map(readdirSync(folder).filter((f) => f.endsWith('.pub.pem')).map((f) => readKey(join(folder, f))).map((k) => [keyName(k), k]))

const checkSignature = (checkpoint, keys) => {
  const { size, highest, root, at, key, signature } = checkpoint
  const signed = `zhijian-audit-1\n${size}\n${highest}\n${root}\n${at}\n`
  if (!keys.has(key) || !verify('sha256', Buffer.from(signed), keys.get(key), Buffer.from(signature, 'base64'))) {
    throw new Broken(`the checkpoint after ${size} entries is not signed with a known key`)
  }
}

const checkpointsOf = (folder, keys) =>
  readFileSync(join(folder, 'checkpoints.tsv'), 'utf8').split('\n').filter(Boolean).map((row) => {
    const [size, highest, root, at, key, signature] = row.split('\t')
    const checkpoint = { size: Number(size), highest: Number(highest), root, at, key, signature }
    checkSignature(checkpoint, keys)
    return checkpoint
  })

async function* linesOf(file) {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const all = rest.length ? Buffer.concat([rest, chunk]) : chunk
    let from = 0
    for (let end = all.indexOf(10); end >= 0; end = all.indexOf(10, from)) {
      yield all.subarray(from, end)
      from = end + 1
    }
    rest = all.subarray(from)
  }
  if (rest.length) throw new Broken('the last line of entries.tsv is cut off')
}

// What is hashed is the line itself up to its last tab; behind it stands the hash of the personal detail.
const leafOf = (line, position) => {
  const tab = line.lastIndexOf(9)
  if (tab < 0) throw new Broken(`entry missing at place ${position}`)
  return leafHash(line.subarray(0, tab), fromHex(line.toString('latin1', tab + 1)))
}

const verifyFolder = async (folder, earlier) => {
  const keys = keysOf(folder)
  const checkpoints = checkpointsOf(folder, keys)
  // What an earlier export signed must lie on the way too: a witness's copy finds a rewritten or shortened history.
  const witnessed = earlier ? checkpointsOf(earlier, keysOf(earlier)) : []
  const expected = new Map()
  for (const c of [...checkpoints, ...witnessed]) {
    if (expected.has(c.size) && expected.get(c.size) !== c.root) throw new Broken(`two roots were signed for ${c.size} entries`)
    expected.set(c.size, c.root)
  }
  const tree = new Tree()
  let since = ''
  for await (const line of linesOf(join(folder, 'entries.tsv'))) {
    const number = line.toString('latin1', 0, Math.max(0, line.indexOf(9)))
    since ||= number
    tree.add(leafOf(line, tree.size))
    if (expected.has(tree.size)) {
      if (expected.get(tree.size) !== tree.root()) throw new Broken(`the entries from ${since} to ${number} do not lead to the signed root`)
      expected.delete(tree.size)
      since = ''
    }
  }
  for (const size of expected.keys()) throw new Broken(`a checkpoint was signed over ${size} entries, ${tree.size} are here`)
  if (tree.size > 0 && since) throw new Broken(`the entries from ${since} on are not signed`)
  return `${tree.size} entries intact, root ${tree.root()}`
}

// RFC 9162, 2.1.3.2. Sizes stay below 2^53, so that plain numbers do.
const includes = (leaf, position, size, path, root) => {
  let [place, last, hash] = [position, size - 1, leaf]
  const half = () => ([place, last] = [Math.floor(place / 2), Math.floor(last / 2)])
  if (!Number.isSafeInteger(position) || !Number.isSafeInteger(size) || position < 0 || position >= size) return false
  for (const next of path) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(next, hash)
      while (place % 2 === 0 && place !== 0) half()
    } else {
      hash = nodeHash(hash, next)
    }
    half()
  }
  return last === 0 && hash.toString('hex') === root
}

const verifyProof = (file, keyFile) => {
  const proof = JSON.parse(readFileSync(file, 'utf8'))
  const key = readKey(keyFile)
  checkSignature(proof.checkpoint, new Map([[keyName(key), key]]))
  const leaf = leafHash(Buffer.from(proof.line), fromHex(proof.detail))
  if (!proof.line.startsWith(`${proof.entry}\t`) || !includes(leaf, proof.position, proof.checkpoint.size, proof.path.map(fromHex), proof.checkpoint.root)) {
    throw new Broken(`the proof does not lead from entry ${proof.entry} to the signed root`)
  }
  return `entry ${proof.entry} stands among the ${proof.checkpoint.size} entries signed on ${proof.checkpoint.at}`
}

const [first, second, third] = process.argv.slice(2)
if (!first || (first === 'proof' && !third)) {
  console.error('node audit-verify.mjs FOLDER [EARLIER-FOLDER]\nnode audit-verify.mjs proof PROOF.json KEY.pem')
  process.exit(2)
}
try {
  console.log(first === 'proof' ? verifyProof(second, third) : await verifyFolder(first, second))
} catch (problem) {
  console.log(`broken: ${problem.message}`)
  process.exitCode = 1
}
