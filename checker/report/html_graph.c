// SPDX-License-Identifier: MIT
/*
 * html_graph.c: draws the lock order: a row for each level, outermost locks on top.
 *
 *   1. An arrow over several rows gets a point in each row between, so that it is
 *      led around the boxes there.
 *   2. Rows are sorted by the mean position of the neighbours above, then below, a
 *      few times: that removes most crossings.
 *   3. Each box moves towards its neighbours' mean, as far as its row lets it.
 */
#include "html.h"


#define GLYPH 7.3
#define BOX_HEIGHT 26
#define ROW_HEIGHT 78
#define GAP 22
#define SWEEPS 8

struct point {
	int lock;                       /* or -1: an arrow passes */
	unsigned row;
	double width, x, wish;          /* x: the middle */
	GArray *up, *down;              /* int: points */
};

struct drawing {
	const struct lock_graph *g;
	GPtrArray *points;              /* struct point * */
	GPtrArray **rows;               /* of struct point * */
	int *of_lock;
	GPtrArray *routes;              /* GArray * of int, one for each edge */
	double width;
};

static struct point *point_at(const struct drawing *d, int index)
{
	return g_ptr_array_index(d->points, index);
}

static int add_point(struct drawing *d, int lock, unsigned row, double width)
{
	struct point *p = g_new0(struct point, 1);

	p->lock = lock;
	p->row = row;
	p->width = width;
	p->up = g_array_new(FALSE, FALSE, sizeof(int));
	p->down = g_array_new(FALSE, FALSE, sizeof(int));
	g_ptr_array_add(d->points, p);
	g_ptr_array_add(d->rows[row], p);
	return d->points->len - 1;
}

static void add_route(struct drawing *d, const struct lock_edge *e)
{
	GArray *route = g_array_new(FALSE, FALSE, sizeof(int));
	int from = d->of_lock[e->from], to = d->of_lock[e->to];
	unsigned end = point_at(d, to)->row;

	g_array_append_val(route, from);
	for (unsigned row = point_at(d, from)->row + 1; row < end; row++) {
		int between = add_point(d, -1, row, 2);

		g_array_append_val(route, between);
	}
	g_array_append_val(route, to);
	g_ptr_array_add(d->routes, route);
	if (end == point_at(d, from)->row)
		return;                 /* of a cycle: doesn't take part in the layout */
	for (guint i = 1; i < route->len; i++) {
		int above = g_array_index(route, int, i - 1), below = g_array_index(route, int, i);

		g_array_append_val(point_at(d, above)->down, below);
		g_array_append_val(point_at(d, below)->up, above);
	}
}

static double mean_x(const struct drawing *d, const GArray *neighbours, double otherwise)
{
	double sum = 0;

	for (guint i = 0; i < neighbours->len; i++)
		sum += point_at(d, g_array_index(neighbours, int, i))->x;
	return neighbours->len ? sum / neighbours->len : otherwise;
}

static void pack(GPtrArray *row)
{
	double x = 0;

	for (guint i = 0; i < row->len; i++) {
		struct point *p = g_ptr_array_index(row, i);

		p->x = x + p->width / 2;
		x += p->width + GAP;
	}
}

static gint by_wish(gconstpointer p, gconstpointer q)
{
	const struct point *a = *(struct point *const *)p, *b = *(struct point *const *)q;

	return a->wish < b->wish ? -1 : a->wish > b->wish;
}

static void sort_rows(struct drawing *d)
{
	for (unsigned sweep = 0; sweep < SWEEPS; sweep++)
		for (unsigned k = 0; k < d->g->level_count; k++) {
			GPtrArray *row = d->rows[sweep % 2 ? d->g->level_count - 1 - k : k];

			for (guint i = 0; i < row->len; i++) {
				struct point *p = g_ptr_array_index(row, i);

				p->wish = mean_x(d, sweep % 2 ? p->down : p->up, p->x);
			}
			/* Merge sort: equal wishes stay in order. */
			g_ptr_array_sort(row, by_wish);
			pack(row);
		}
}

/* As near to the wishes as the order allows: from the left, then from the right,
 * and half-way between, so that neither side is favoured. */
static void settle(GPtrArray *row)
{
	double *left = g_new(double, row->len + 1), *right = g_new(double, row->len + 1);

	for (guint i = 0; i < row->len; i++) {
		const struct point *p = g_ptr_array_index(row, i);
		const struct point *before = i ? g_ptr_array_index(row, i - 1) : NULL;

		left[i] = before ? MAX(p->wish, left[i - 1] + (before->width + p->width) / 2 + GAP) : p->wish;
	}
	for (guint i = row->len; i-- > 0;) {
		const struct point *p = g_ptr_array_index(row, i);
		const struct point *after = i + 1 < row->len ? g_ptr_array_index(row, i + 1) : NULL;

		right[i] = after ? MIN(p->wish, right[i + 1] - (after->width + p->width) / 2 - GAP) : p->wish;
	}
	for (guint i = 0; i < row->len; i++)
		((struct point *)g_ptr_array_index(row, i))->x = (left[i] + right[i]) / 2;
	g_free(left);
	g_free(right);
}

static void place(struct drawing *d)
{
	double smallest = 0, largest = 0;

	for (unsigned sweep = 0; sweep < SWEEPS; sweep++)
		for (unsigned k = 0; k < d->g->level_count; k++) {
			GPtrArray *row = d->rows[sweep % 2 ? d->g->level_count - 1 - k : k];

			for (guint i = 0; i < row->len; i++) {
				struct point *p = g_ptr_array_index(row, i);
				double up = mean_x(d, p->up, p->x), down = mean_x(d, p->down, p->x);

				p->wish = p->up->len && p->down->len ? (up + down) / 2 : p->up->len ? up : down;
			}
			settle(row);
		}
	for (guint i = 0; i < d->points->len; i++) {
		smallest = MIN(smallest, point_at(d, i)->x - point_at(d, i)->width / 2);
		largest = MAX(largest, point_at(d, i)->x + point_at(d, i)->width / 2);
	}
	for (guint i = 0; i < d->points->len; i++)
		point_at(d, i)->x += 10 - smallest;
	d->width = largest - smallest + 20;
}

/* ---- drawing ------------------------------------------------------------- */

static double top_of(const struct point *p)
{
	return 10.0 + p->row * ROW_HEIGHT;
}

static void draw_route(const struct drawing *d, guint edge, FILE *out)
{
	const struct lock_edge *e = lock_edge_at(d->g, edge);
	const GArray *route = g_ptr_array_index(d->routes, edge);
	const struct point *p = point_at(d, g_array_index(route, int, 0));
	const struct point *end = point_at(d, g_array_index(route, int, route->len - 1));
	double x = p->x, y = top_of(p) + BOX_HEIGHT;

	fputs("<path class=\"edge\" d=\"", out);
	if (p->row == end->row) {
		fprintf(out, "M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f", x, y, x, y + 34, end->x, y + 34,
			end->x + (p == end ? 12 : 0), y + 6);
	} else {
		fprintf(out, "M%.1f %.1f", x, y);
		for (guint i = 1; i < route->len; i++) {
			const struct point *next = point_at(d, g_array_index(route, int, i));
			bool is_last = i + 1 == route->len;
			double to = top_of(next) + (is_last ? -6 : 0), half = (to - y) / 2;

			fprintf(out, " C%.1f %.1f %.1f %.1f %.1f %.1f", x, y + half, next->x, to - half,
				next->x, to);
			x = next->x;
			y = to;
			if (!is_last) {
				y += BOX_HEIGHT;
				fprintf(out, " L%.1f %.1f", x, y);
			}
		}
	}
	fputs("\" marker-end=\"url(#tip)\"><title>", out);
	html_text(out, lock_at(d->g, e->from)->name);
	fputs(" → ", out);
	html_text(out, lock_at(d->g, e->to)->name);
	fputs(", for example in ", out);
	html_text(out, e->function);
	fputs("</title></path>\n", out);
}

static void draw_box(const struct point *p, const struct lock_entry *l, FILE *out)
{
	fprintf(out, "<a href=\"#lock-%d\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"4\"/>"
		"<text x=\"%.1f\" y=\"%.1f\">", p->lock, p->x - p->width / 2, top_of(p), p->width, BOX_HEIGHT,
		p->x, top_of(p) + 17);
	html_text(out, l->name);
	fputs("</text><title>", out);
	html_text(out, l->kind);
	fprintf(out, ", %s%s</title></a>\n", l->held_in ? "HF_HELD_IN " : "declares nothing",
		l->held_in ? l->held_in : "");
}

static void drawing_free(struct drawing *d)
{
	for (guint i = 0; i < d->points->len; i++) {
		g_array_free(point_at(d, i)->up, TRUE);
		g_array_free(point_at(d, i)->down, TRUE);
		g_free(point_at(d, i));
	}
	for (guint i = 0; i < d->routes->len; i++)
		g_array_free(g_ptr_array_index(d->routes, i), TRUE);
	for (unsigned row = 0; row < d->g->level_count; row++)
		g_ptr_array_free(d->rows[row], TRUE);
	g_ptr_array_free(d->points, TRUE);
	g_ptr_array_free(d->routes, TRUE);
	g_free(d->rows);
	g_free(d->of_lock);
}

void html_graph(const struct lock_graph *g, FILE *out)
{
	struct drawing d = { .g = g, .points = g_ptr_array_new(), .routes = g_ptr_array_new(),
			     .rows = g_new0(GPtrArray *, g->level_count + 1),
			     .of_lock = g_new0(int, g->locks->len + 1) };

	for (unsigned row = 0; row < g->level_count; row++)
		d.rows[row] = g_ptr_array_new();
	for (guint i = 0; i < g->locks->len; i++) {
		const struct lock_entry *l = lock_at(g, i);

		if (l->is_ordered)
			d.of_lock[i] = add_point(&d, i, l->level, g_utf8_strlen(l->name, -1) * GLYPH + 16);
	}
	for (guint i = 0; i < g->edges->len; i++)
		add_route(&d, lock_edge_at(g, i));
	for (unsigned row = 0; row < g->level_count; row++)
		pack(d.rows[row]);
	sort_rows(&d);
	place(&d);
	double height = 10 + (g->level_count - 1) * ROW_HEIGHT + 2 * BOX_HEIGHT;

	fprintf(out, "<svg viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\" "
		"aria-label=\"the lock order\">\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"2\" refY=\"4\" "
		"markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\"/></marker></defs>\n",
		d.width, height, d.width, height);
	for (guint i = 0; i < g->edges->len; i++)
		draw_route(&d, i, out);
	for (guint i = 0; i < d.points->len; i++)
		if (point_at(&d, i)->lock >= 0)
			draw_box(point_at(&d, i), lock_at(g, point_at(&d, i)->lock), out);
	fputs("</svg>\n", out);
	drawing_free(&d);
}
