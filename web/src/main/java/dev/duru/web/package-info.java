/**
 * The page kit: how a station shows itself to people and programs.
 *
 * <p>A station implements {@link dev.duru.web.Routes} and adds pages, forms, API calls, event
 * streams, WebSockets and raw protocols to the {@link dev.duru.web.Router}; {@link
 * dev.duru.web.WebServer} serves them all. Who may call what is said beside each route, as an
 * {@link dev.duru.web.Access}, and checked here before the handler runs. A handler gets a {@link
 * dev.duru.web.Request} and gives a {@link dev.duru.web.Reply}; a station's templates render only
 * the content of a {@link dev.duru.web.Page}, and the layout here wraps it.
 *
 * <p>Facts in: all, for the live pages at {@code /events}. Facts out: none. Ports: {@link
 * dev.duru.web.Authenticator}, {@link dev.duru.web.Authority}.
 *
 * <p>Rules: nothing here knows a station. No inline script or style anywhere: the content security
 * policy forbids both. A {@link dev.duru.kernel.ProblemException} is turned into a page, a problem
 * document or a line of text here and nowhere else.
 */
@NullMarked
package dev.duru.web;

import org.jspecify.annotations.NullMarked;
