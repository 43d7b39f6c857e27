/**
 * Test reports from JUnit's XML, wherever a job left some.
 *
 * <p>{@link TestReports} looks through a job's workspace when it ends, {@link JunitXml} reads a
 * file, and a test that failed in one run of a commit and passed in another, or twice within a run,
 * is flaky.
 *
 * <p>Rules: the XML is hostile until it has been read: no entities, no document types, bounded
 * size.
 */
@NullMarked
package dev.duru.pipeline.reports;

import org.jspecify.annotations.NullMarked;
