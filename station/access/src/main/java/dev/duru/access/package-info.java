/**
 * Who may do what: users and their passwords, sessions, tokens, roles in projects, secrets, and the
 * audit log.
 *
 * <p>{@link dev.duru.access.Gatekeeper} is the only entrance. It answers two ports of the page kit,
 * {@link dev.duru.web.Authenticator} and {@link dev.duru.web.Authority}, and gives the other
 * stations their {@link dev.duru.access.Secrets}.
 *
 * <p>Facts in: {@code ProjectCreated}, whose author is the project's first maintainer; all, for the
 * audit log. Facts out: {@code AccessChanged}, {@code MemberChanged}, {@code SecretChanged}. Port:
 * {@link dev.duru.access.ProjectVisibility}.
 *
 * <p>Rules: passwords are kept as Argon2id; one-time links, sessions and tokens as SHA-256 of 256
 * random bits; secrets under AES-256-GCM with a key that is not in the database. None of them is in
 * a fact, a log or a page, except once to whom it was made for. An unknown user and a wrong
 * password cannot be told apart, nor by time.
 */
@NullMarked
package dev.duru.access;

import org.jspecify.annotations.NullMarked;
