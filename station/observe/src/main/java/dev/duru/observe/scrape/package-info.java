/**
 * Scrape: pages of metrics, read again and again from targets that are configured or that Duru
 * deployed.
 *
 * <p>{@link dev.duru.observe.scrape.ScrapeFile} reads Prometheus' configuration format, {@link
 * dev.duru.observe.scrape.Relabel} its relabeling, {@link dev.duru.observe.scrape.Targets} says
 * which targets there are ({@code Offer}: where a replica says that its metrics are), {@link
 * dev.duru.observe.scrape.TargetLoop} reads one of them, and {@link
 * dev.duru.observe.scrape.Scrapes} keeps a loop for each. Facts: none. Ports: {@link
 * dev.duru.observe.scrape.Deployed}.
 *
 * <p>Rules: a page is taken whole or not at all; body, samples, labels and time of a page have
 * limits, and going past one fails that scrape only, in words on the page of targets; a series that
 * is not there any more ends with a stale marker, and so do all when the target goes.
 */
@NullMarked
package dev.duru.observe.scrape;

import org.jspecify.annotations.NullMarked;
