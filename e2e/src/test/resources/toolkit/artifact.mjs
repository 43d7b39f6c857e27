// Uploads, lists, downloads and deletes artifacts, and reads one that Duru's own upload-artifact made.
import {DefaultArtifactClient} from '@actions/artifact';
import * as fs from 'fs';

const client = new DefaultArtifactClient();
fs.mkdirSync('out/deep', {recursive: true});
fs.writeFileSync('out/a.txt', 'hello');
fs.writeFileSync('out/deep/b.txt', 'x'.repeat(20 * 1024 * 1024));
const up = await client.uploadArtifact('mine', ['out/a.txt', 'out/deep/b.txt'], 'out', {retentionDays: 3});
console.log('uploaded:', up.id > 0, up.digest.length);
const {artifacts} = await client.listArtifacts();
console.log('listed:', artifacts.map(a => a.name).sort().join(' '));
const found = (await client.getArtifact('mine')).artifact;
const down = await client.downloadArtifact(found.id, {path: 'in', expectedHash: found.digest});
console.log('downloaded:', fs.readFileSync('in/a.txt', 'utf8'), fs.statSync('in/deep/b.txt').size, down.digestMismatch);
const own = (await client.getArtifact('built')).artifact;
await client.downloadArtifact(own.id, {path: 'own'});
console.log('own:', fs.readFileSync('own/built.txt', 'utf8').trim());
try {
  await client.uploadArtifact('mine', ['out/a.txt'], 'out');
} catch (e) {
  console.log('twice:', e.message.includes('already exists'));
}
await client.uploadArtifact('gone', ['out/a.txt'], 'out');
await client.deleteArtifact('gone');
await client.uploadArtifact('unused', ['out/a.txt'], 'out', {skipArchive: true});
console.log('left:', (await client.listArtifacts()).artifacts.map(a => a.name).sort().join(' '));
