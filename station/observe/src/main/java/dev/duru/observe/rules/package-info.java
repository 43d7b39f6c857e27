/**
 * Rules: expressions that are evaluated again and again, and become series or alerts.
 *
 * <p>{@link dev.duru.observe.rules.RuleFile} reads Prometheus' file format
 * (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/), {@link
 * dev.duru.observe.rules.Group} evaluates the rules of one group in order, and {@link
 * dev.duru.observe.rules.Rules} all groups, each at its interval. What alerts do is decided by
 * {@link dev.duru.observe.rules.AlertingState}. Facts: none. Ports: {@link
 * dev.duru.observe.rules.RuleHost}.
 *
 * <p>Rules of this package: a series that a rule gave and gives no more ends with a stale marker;
 * since when an alert is pending is kept in the series {@code ALERTS_FOR_STATE} and found again
 * after a restart; a rule that fails is told on the page and hinders no other.
 */
@NullMarked
package dev.duru.observe.rules;

import org.jspecify.annotations.NullMarked;
