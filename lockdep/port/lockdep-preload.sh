#!/bin/sh
# SPDX-License-Identifier: MIT
#
# lockdep-preload [OPTIONS] PROGRAM [ARGUMENT...]: runs the program with its pthread locks
# checked.  The man page is lockdep-preload.1.
usage() {
	cat <<'END'
usage: lockdep-preload [OPTIONS] PROGRAM [ARGUMENT...]
  -d FILE    all that was learned goes to FILE, as JSON
  -e STATUS  exit with STATUS if anything was reported (else with the program's own)
  -o FILE    reports go to FILE, not to stderr
  -p         abort after the first report
  -r         a lock that would close a cycle or be taken twice is refused with EDEADLK
  -s         a summary line at the end
END
}
options=
while getopts d:e:o:prsh option; do
	case $option in
	d) exec 8>"$OPTARG" || exit 2
	   options=$options,dump=8 ;;
	e) options=$options,exit=$OPTARG ;;
	o) exec 9>"$OPTARG" || exit 2
	   options=$options,log=9 ;;
	p) options=$options,panic ;;
	r) options=$options,refuse ;;
	s) options=$options,summary ;;
	h) usage; exit 0 ;;
	*) usage >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { usage >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
for library in "$here/liblockdep-pthread.so" "$here"/../lib/liblockdep-pthread.so \
    "$here"/../lib/*/liblockdep-pthread.so; do
	[ -f "$library" ] && break
done
[ -f "$library" ] || { echo "lockdep-preload: no liblockdep-pthread.so beside it" >&2; exit 2; }
# The loader takes blanks and colons for the ends of names.  So long as this process, which the program becomes, lives,
# its open file is a name without any.
case $library in
*[[:space:]:]*)
	exec 7<"$library" || exit 2
	library=/proc/$$/fd/7 ;;
esac
LOCKDEP_PRELOAD=${options#,} LD_PRELOAD=$library${LD_PRELOAD:+:$LD_PRELOAD} exec "$@"
