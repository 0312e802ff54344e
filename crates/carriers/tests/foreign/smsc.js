// An SMSC of the library `smpp` for node, which shares nothing with ours: it reads and writes the PDUs, the alphabets
// and the headers in texts. What it shall do beyond taking what it gets, lines of standard input tell it; what it saw
// it tells in lines of standard output. Both are JSON.
//
//   node smsc.js '{"password": "…", "key": "file", "cert": "file", "ca": "file", "latin1": true}'   each may be missing
//
//   {"password": "…"}          what a bind must show from now on
//   {"hold": true}             answers to submit_sm are kept back from now on; false: no more, and those kept are given
//   {"give": 2}                the oldest answers kept back are given
//   {"refuse": [88, 20]}       statuses of the next answers to submit_sm, in turn
//   {"nack": [3]}              the same, by generic_nack
//   {"mute": true}             enquire_link is not answered from now on
//   {"send": "deliver_sm", "with": {…}}   a request on the latest session; octets are in hexadecimal: {"hex": "00ff"}
//   {"hang_up": true}          the latest connection is cut
//
// Two ways of that library need care. What it calls ASCII, and chooses unless told otherwise, is the alphabet of GSM
// under data_coding 1: so `with` always says the data_coding. And it answers a status other than 0 without a body, as
// the standard wants it.
'use strict';

const fs = require('fs');
const readline = require('readline');
const smpp = require('smpp');

const options = JSON.parse(process.argv[2] || '{}');
if (options.latin1) {
  smpp.encodings.default = 'LATIN1';
}

const state = { password: options.password, hold: false, mute: false, refuse: [], nack: [] };
const kept = [];
const texts = new Map();
let sessions = 0;
let ids = 0;
let latest;

function tell(saw, more) {
  process.stdout.write(JSON.stringify({ saw, ...more }) + '\n');
}

/** Fields of a PDU as JSON; octets in hexadecimal. */
function fields(pdu) {
  const plain = (value) => {
    if (Buffer.isBuffer(value)) return value.toString('hex');
    if (Array.isArray(value)) return value.map(plain);
    if (value && Object.getPrototypeOf(value) === Object.prototype) return fields(value);
    return value;
  };
  return Object.fromEntries(Object.entries(pdu).map(([name, value]) => [name, plain(value)]));
}

/** The opposite, for what is to be sent. */
function pdu(with_) {
  const octets = (value) => {
    if (!value || typeof value !== 'object') return value;
    if ('hex' in value) return Buffer.from(value.hex, 'hex');
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, octets(inner)]));
  };
  return octets(with_);
}

/** Where a part belongs: reference, how many, which one. */
function place(pdu) {
  const element = (pdu.short_message.udh || []).find((it) => it[0] === 0 && it[1] === 3);
  if (element) return [element[2], element[3], element[4]];
  if (pdu.sar_total_segments) return [pdu.sar_msg_ref_num, pdu.sar_total_segments, pdu.sar_segment_seqnum];
  return [0, 1, 1];
}

/** Tells the text once all of its parts are taken. */
function combine(pdu) {
  const said = (pdu.message_payload || pdu.short_message).message;
  const [reference, total, number] = place(pdu);
  const key = [pdu.source_addr, pdu.destination_addr, reference, total].join(' ');
  const parts = texts.get(key) || new Map();
  texts.set(key, parts.set(number, said));
  if (parts.size === total) {
    texts.delete(key);
    const all = Array.from({ length: total }, (_, at) => parts.get(at + 1));
    tell('text', { text: all.join(''), parts: total });
  }
}

/** Octets of the text of a part: for GSM one for each septet. */
function octets(pdu) {
  const said = (pdu.message_payload || pdu.short_message).message;
  const alphabet = { 8: 'UCS2', 3: 'LATIN1' }[pdu.data_coding] || smpp.encodings.default;
  return smpp.encodings[alphabet].encode(said).length;
}

function answer(session, pdu) {
  if (state.nack.length) {
    session.generic_nack({ sequence_number: pdu.sequence_number, command_status: state.nack.shift() });
  } else if (state.refuse.length) {
    session.send(pdu.response({ command_status: state.refuse.shift() }));
  } else {
    ids += 1;
    session.send(pdu.response({ message_id: 'm-' + ids }));
    combine(pdu);
  }
}

function give(count) {
  for (const [session, pdu] of kept.splice(0, count)) answer(session, pdu);
}

function bind(session, pdu) {
  const { system_id } = pdu;
  const known = state.password === undefined || state.password === pdu.password;
  session.send(pdu.response(known ? { system_id } : { command_status: smpp.ESME_RINVPASWD }));
  if (known) latest = session;
}

function submit(session, pdu, told) {
  kept.push([session, pdu]);
  tell('submit_sm', { ...told, unanswered: kept.length, octets: octets(pdu) });
  if (!state.hold) give(kept.length);
}

function serve(session) {
  sessions += 1;
  const of = { session: sessions };
  session.on('error', (error) => tell('error', { ...of, why: String(error) }));
  session.on('close', () => tell('close', of));
  session.on('pdu', (pdu) => {
    const told = { ...of, ...fields(pdu) };
    if (pdu.command === 'submit_sm') return submit(session, pdu, told);
    tell(pdu.command, told);
    if (pdu.command === 'bind_transceiver') bind(session, pdu);
    if (pdu.command === 'enquire_link' && !state.mute) session.send(pdu.response());
    if (pdu.command === 'unbind') {
      session.send(pdu.response());
      session.close();
    }
    if (pdu.command === 'unbind_resp') session.close();
  });
}

function heed(line) {
  const order = JSON.parse(line);
  if (order.send) latest[order.send](pdu(order.with || {}));
  else if (order.hang_up) latest.destroy();
  else if (order.give) give(order.give);
  else Object.assign(state, order);
  if (!state.hold) give(kept.length);
}

const files = ['key', 'cert', 'ca'].filter((name) => options[name]);
const tls = Object.fromEntries(files.map((name) => [name, fs.readFileSync(options[name])]));
// Who names an authority wants a certificate of it from whoever binds.
const server = smpp.createServer({ ...tls, requestCert: 'ca' in tls, rejectUnauthorized: 'ca' in tls }, serve);
server.on('tlsClientError', (error) => tell('tls_error', { why: String(error) }));
server.listen(0, '127.0.0.1', () => tell('listening', { port: server.address().port }));

// Whoever started it is gone when its input ends.
readline.createInterface({ input: process.stdin }).on('line', heed).on('close', () => process.exit(0));
