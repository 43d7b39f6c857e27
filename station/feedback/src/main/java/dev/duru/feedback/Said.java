package dev.duru.feedback;

import gg.jte.Content;

/** A comment, and its text rendered. */
public record Said(Issue.Comment comment, Content body) {}
