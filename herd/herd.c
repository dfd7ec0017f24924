/* SPDX-License-Identifier: MIT
 *
 * herd.c: the process supervisor: herd [DIRECTORY]
 *
 * Every TICK_MS it looks for new *.conf files in the directory, starts a service for
 * each, takes in children that ended (its own and, as process 1, everybody's orphans), and
 * does what is due.  It never ends by itself.
 *
 * A file is read once: changing or removing it changes nothing until the next start of
 * herd.
 */
#include "service.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 200, SERVICES_MAX = 32, FILE_BYTES = 4096 };

static struct service services[SERVICES_MAX];
static unsigned service_count;

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

/* The service's name: the file's without ".conf".  False for another kind of file. */
static bool name_of(const char *file, char name[SERVICE_NAME_BYTES])
{
	static const char suffix[] = ".conf";
	size_t len = strlen(file), suffix_len = sizeof(suffix) - 1;

	if (file[0] == '.' || len <= suffix_len || len - suffix_len >= SERVICE_NAME_BYTES ||
	    strcmp(file + len - suffix_len, suffix) != 0)
		return false;
	memcpy(name, file, len - suffix_len);
	name[len - suffix_len] = '\0';
	return true;
}

static bool is_known(const char *name)
{
	for (unsigned i = 0; i < service_count; i++) {
		if (strcmp(services[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Reads a file as a string.  0 or an error number. */
static int read_file(const char *path, char text[FILE_BYTES])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n = 0;

	if (fd < 0)
		return errno;
	while (len < FILE_BYTES && (n = read(fd, text + len, FILE_BYTES - len)) > 0)
		len += n;
	if (n < 0) {
		int error = errno;

		close(fd);
		return error;
	}
	close(fd);
	if (len == FILE_BYTES)
		return EFBIG;
	text[len] = '\0';
	return 0;
}

/* Takes up a service, which is known from here on, whatever its file is like. */
static void add_service(const char *directory, const char *file, const char *name)
{
	static bool full_reported;
	struct service *s;
	char path[512], text[FILE_BYTES], error[CONF_ERROR_BYTES];
	int rc;

	if (service_count == SERVICES_MAX) {
		if (!full_reported)
			dprintf(STDOUT_FILENO,
				"herd: %s and further ones are left out: there are %d already\n",
				file, SERVICES_MAX);
		full_reported = true;
		return;
	}
	s = &services[service_count++];
	strcpy(s->name, name);
	s->state = SERVICE_DONE;
	if (snprintf(path, sizeof(path), "%s/%s", directory, file) >= (int)sizeof(path))
		rc = ENAMETOOLONG;
	else
		rc = read_file(path, text);
	if (rc) {
		dprintf(STDOUT_FILENO, "herd: %s: %s\n", path, strerror(rc));
		return;
	}
	if (!conf_parse(text, path, &s->conf, error)) {
		dprintf(STDOUT_FILENO, "herd: %s\n", error);
		return;
	}
	service_start(s, now_ms());
}

/* Starts what is new in the directory.  A directory that can't be read is reported once, until
 * it can be read again. */
static void scan(const char *directory)
{
	static bool reported;
	DIR *dir = opendir(directory);
	struct dirent *entry;
	char name[SERVICE_NAME_BYTES];

	if (!dir) {
		if (!reported)
			dprintf(STDOUT_FILENO, "herd: %s: %s\n", directory, strerror(errno));
		reported = true;
		return;
	}
	reported = false;
	while ((entry = readdir(dir))) {
		if (name_of(entry->d_name, name) && !is_known(name))
			add_service(directory, entry->d_name, name);
	}
	closedir(dir);
}

static void reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (unsigned i = 0; i < service_count; i++) {
			if (service_child_ended(&services[i], pid, status, now_ms()))
				break;
		}
	}
}

int main(int argc, char **argv)
{
	const char *directory = argc > 1 ? argv[1] : "/etc/herd/enabled";
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000l };

	dprintf(STDOUT_FILENO, "herd: services from %s\n", directory);
	for (;;) {
		scan(directory);
		reap();
		for (unsigned i = 0; i < service_count; i++)
			service_tick(&services[i], now_ms());
		nanosleep(&tick, NULL);
	}
}
