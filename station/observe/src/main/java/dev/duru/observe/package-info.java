/**
 * Observe: what runs is measured, and what it says is kept and found again.
 *
 * <p>The edge and Duru itself are scraped every second or so into a time series store; from the
 * edge's counters come the signals of each release (requests, errors, latency), which gates and
 * graphs read. What is said in lines is in {@code logs}.
 *
 * <p>What is configured besides, in the formats of Prometheus and Alertmanager, is in {@code
 * scrape}, {@code rules}, {@code alerts} and {@code remote}, and brought together by {@link
 * dev.duru.observe.Watch}. Queries go through the port in {@code query}, which the own store or
 * another server answers; {@code statsd} takes lines of programs that know no other way. What
 * requests did is in {@code traces}; deployments are told to programs outside by {@code events}.
 *
 * <p>Facts in: those that mark a graph (deployments, rollbacks), and run results for the counters.
 * Facts out: AlertFired, AlertResolved. Ports: {@link dev.duru.observe.EdgeMetrics}, {@link
 * dev.duru.observe.logs.AppOutput}, {@link dev.duru.observe.scrape.Deployed}, {@link
 * dev.duru.observe.ProjectAlerts.Port}, {@link dev.duru.observe.dashboard.Dashboards}, all in
 * {@link dev.duru.observe.ObservePorts}. Entrance: {@link dev.duru.observe.Observe}.
 *
 * <p>Rules: no traffic is not good traffic: {@link dev.duru.observe.Signals} tells them apart.
 * Lines and the position up to which a file was read are committed together, so that a restart
 * neither loses nor doubles a line. Everything kept here is bounded.
 */
@NullMarked
package dev.duru.observe;

import org.jspecify.annotations.NullMarked;
