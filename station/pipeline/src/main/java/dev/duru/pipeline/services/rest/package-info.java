/**
 * A part of GitHub's REST API (version 2022-11-28) at {@code /api/v3}: what scripts and common
 * actions call on their own repository. {@link dev.duru.pipeline.services.rest.RestApi} is the
 * entrance; the {@code …Calls} classes hold the calls by subject; docs/github-actions.md lists
 * them.
 *
 * <p>Ports: {@link dev.duru.pipeline.services.rest.Code}, {@link
 * dev.duru.pipeline.services.rest.Issues}, {@link dev.duru.pipeline.services.rest.Starts}. Check
 * runs and releases are kept here.
 *
 * <p>Rules: a job's token works for its own project, within its permissions; a call that is not
 * offered is answered with 404 that names it, and noted in the log; answers have GitHub's shapes,
 * with the fields that clients read.
 */
@NullMarked
package dev.duru.pipeline.services.rest;

import org.jspecify.annotations.NullMarked;
