/**
 * Templates in labels, annotations and messages: the part of Go's template language that the
 * documentations of Prometheus and Alertmanager use.
 *
 * <p>{@link dev.duru.observe.template.Template} is parsed once and rendered with a dot, variables
 * and {@link dev.duru.observe.template.Functions}; {@link
 * dev.duru.observe.template.PrometheusFunctions} are those of
 * https://prometheus.io/docs/prometheus/latest/configuration/template_reference/. Facts: none.
 * Ports: none.
 *
 * <p>Rules: values are text, numbers, booleans, lists, maps and nothing; what cannot be parsed or
 * rendered is a {@link dev.duru.observe.template.TemplateException} with the place in the text.
 */
@NullMarked
package dev.duru.observe.template;

import org.jspecify.annotations.NullMarked;
