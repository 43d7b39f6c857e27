// Saves 50 MB, takes them away, restores them, and looks up by prefix; the version of the API follows GITHUB_SERVER_URL.
import * as cache from '@actions/cache';
import {createHash, randomBytes} from 'crypto';
import * as fs from 'fs';

const key = process.argv[2];
const megabytes = Number(process.argv[3]);
const digest = () => createHash('sha256').update(fs.readFileSync('kept/big.bin')).digest('hex');
fs.mkdirSync('kept', {recursive: true});
fs.writeFileSync('kept/big.bin', randomBytes(megabytes * 1024 * 1024));
const before = digest();
console.log('missing:', await cache.restoreCache(['nothing'], key + '-other'));
console.log('saved:', (await cache.saveCache(['kept'], key)) > 0);
fs.rmSync('kept', {recursive: true});
console.log('restored:', await cache.restoreCache(['kept'], key));
console.log('same:', digest() === before);
fs.rmSync('kept', {recursive: true});
console.log('by prefix:', await cache.restoreCache(['kept'], key + '-newer', [key.slice(0, -1)]));
console.log('again:', await cache.saveCache(['kept'], key));
// The toolkit leaves the answers to its pieces unread, and their sockets open; actions/cache ends the same way.
process.exit(0);
