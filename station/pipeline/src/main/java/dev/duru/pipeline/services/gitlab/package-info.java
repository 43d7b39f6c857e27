/**
 * A part of GitLab's REST API (version 4) at {@code /api/v4}, which jobs find as {@code
 * CI_API_V4_URL}: artifacts, packages, releases, pipelines and what starts them. {@link
 * dev.duru.pipeline.services.gitlab.GitlabApi} is the entrance; the {@code …Calls} classes hold the
 * calls by subject; docs/gitlab-api.md lists them.
 *
 * <p>Ports: {@link dev.duru.pipeline.services.gitlab.Runs}, and the code of projects, which it
 * shares with GitHub's API.
 *
 * <p>Rules: a job's token works for its own project while the job runs, and looks into projects
 * that let it in; people's tokens work within their roles; a call that is not offered is answered
 * with 404 that names it; answers have GitLab's shapes, with the fields that clients read.
 */
@NullMarked
package dev.duru.pipeline.services.gitlab;

import org.jspecify.annotations.NullMarked;
