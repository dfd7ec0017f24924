/* SPDX-License-Identifier: MIT
 *
 * html.h: the parts of the HTML report.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "locks.h"

/* Text, with what HTML would understand escaped. */
void html_text(FILE *out, const char *text);
/* The order as SVG; a lock's box links to #lock-INDEX (html_graph.c). */
void html_graph(const struct lock_graph *g, FILE *out);

#endif
