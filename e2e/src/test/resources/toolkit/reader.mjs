// TOKEN may read the code and nothing more.
import {context, getOctokit} from '@actions/github';

const rest = getOctokit(process.env.TOKEN).rest;
console.log('reads:', (await rest.repos.listBranches(context.repo)).data.map(b => b.name).join());
const attempts = [
  rest.issues.create({...context.repo, title: 'x'}),
  rest.repos.createOrUpdateFileContents({...context.repo, path: 'x', message: 'x', content: 'eA=='}),
];
for (const attempt of attempts) {
  try {
    await attempt;
    console.log('wrote');
  } catch (e) {
    console.log('refused:', e.status, e.message.includes('Resource not accessible by integration'));
  }
}
