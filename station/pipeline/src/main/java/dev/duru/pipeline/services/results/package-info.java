/**
 * Artifacts and caches as the clients of GitHub's toolkit transfer them. {@link
 * dev.duru.pipeline.services.results.Results} is the entrance: {@code ArtifactService} and {@code
 * CacheService} speak Twirp in JSON at {@code /twirp}, {@code BlobEndpoint} takes and gives the
 * bytes at signed URLs as Azure's Blob service does, {@code OldCache} is the cache API of toolkits
 * before the second version.
 *
 * <p>An upload lies aside ({@code Uploads}) until it is finalized; then its bytes become a blob and
 * the same rows as Duru's own upload-artifact and cache make.
 *
 * <p>Rules: a URL is good for one object and a limited time; an upload that a job leaves unfinished
 * goes with the job; artifacts are zip files; a cache belongs to its run's ref and never changes.
 */
@NullMarked
package dev.duru.pipeline.services.results;

import org.jspecify.annotations.NullMarked;
