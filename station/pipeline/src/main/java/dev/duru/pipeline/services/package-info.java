/**
 * The services that GitHub's own actions and scripts, and those of GitLab, talk to. {@link
 * dev.duru.pipeline.services.Services} is the entrance; {@code tokens} makes the tokens of jobs,
 * {@code results} transfers artifacts and caches, {@code rest} answers a part of GitHub's REST API,
 * {@code gitlab} of GitLab's, {@code oidc} issues identity tokens.
 *
 * <p>Rules: these routes are raw ones, outside of Duru's own API and its OpenAPI document: their
 * shape is the forge's, and docs/github-actions.md and docs/gitlab-api.md list them.
 */
@NullMarked
package dev.duru.pipeline.services;

import org.jspecify.annotations.NullMarked;
