#!/bin/bash
# Mail through a real Postfix with `blot sendmail` as its content filter, or with `blot milter`: none lost, none doubled, none
# leaked, while blot is killed, and taken away and put back, in between. Needs root, postfix and python3; everything runs on
# loopback, in a folder of its own.
#
#     check-filter.sh filter|milter BLOT [MESSAGES]
#
#     filter   client ─→ smtpd ─→ queue ─→ pipe: blot sendmail ─→ sendmail (re-injects) ─→ pickup ─→ queue ─→ maildir
#     milter   client ─→ smtpd ═ blot milter ═→ queue ─→ maildir
set -euo pipefail
way=$1
blot=$(realpath "$2")
messages=${3:-1000}
port=${PORT:-10925}
milter=${MILTER_PORT:-10891}
for need in postfix postsuper python3; do
  command -v "$need" > /dev/null || { echo "check-filter: $need is missing: skipped"; exit 0; }
done
[[ $(id -u) == 0 ]] || { echo "check-filter: not root: skipped"; exit 0; }

work=$(mktemp -d /tmp/blot-postfix.XXXXXX)
chmod 755 "$work"
mkdir "$work"/{etc,spool,data,mail,bin,cache}
postfix_uid=$(id -u postfix)
nobody_uid=$(id -u nobody)
nobody_gid=$(id -g nobody)
chown postfix "$work/data"
chown nobody "$work/mail" "$work/cache"
chmod 700 "$work/cache"
# What is killed and taken away is this copy.
install -m 755 "$blot" "$work/bin/blot"

cat > "$work/etc/main.cf" << EOF
compatibility_level = 3.6
queue_directory = $work/spool
data_directory = $work/data
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = $(postconf -h daemon_directory)
meta_directory = $(postconf -h meta_directory)
shlib_directory = $(postconf -h shlib_directory)
sendmail_path = /usr/sbin/sendmail
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = filter.test
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = box.test
virtual_mailbox_base = $work/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:$nobody_uid
virtual_gid_maps = static:$nobody_gid
blot_destination_concurrency_limit = 4
minimal_backoff_time = 2s
maximal_backoff_time = 4s
queue_run_delay = 2s
maillog_file = $work/mail.log
maillog_file_prefixes = $work
maximal_queue_lifetime = 1h
default_process_limit = 50
in_flow_delay = 0
EOF
case $way in
filter) cat >> "$work/etc/main.cf" << EOF
content_filter = blot:
export_environment = TZ MAIL_CONFIG LANG XDG_CACHE_HOME=$work/cache
EOF
  ;;
milter) cat >> "$work/etc/main.cf" << EOF
smtpd_milters = inet:127.0.0.1:$milter
milter_default_action = tempfail
message_strip_characters = \\0
EOF
  ;;
*) echo "check-filter: $way is neither filter nor milter" >&2; exit 2 ;;
esac
cat > "$work/etc/master.cf" << EOF
127.0.0.1:$port inet n - n - - smtpd
pickup unix n - n 1 1 pickup -o content_filter=
cleanup unix n - n - 0 cleanup
qmgr unix n - n 2 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
retry unix - - n - - error
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
blot unix - n n - 4 pipe flags=Rq user=nobody null_sender=
  argv=$work/bin/blot sendmail --on-failure notice --strip-signatures -G -i -C $work/etc -f \${sender} -- \${recipient}
EOF
# sendmail takes another configuration only from folders that the machine's own names.
own=/etc/postfix/main.cf
if [[ -e $own ]]; then cp -p "$own" "$work/own.cf"; else touch "$own"; fi
stop() {
  if [[ -e $work/own.cf ]]; then cp -p "$work/own.cf" "$own"; else rm -f "$own"; fi
  postfix -c "$work/etc" stop > /dev/null 2>&1 || true
  [[ -n ${KEEP:-} ]] && echo "kept: $work" || rm -rf "$work"
}
trap stop EXIT
postconf -e "alternate_config_directories = $work/etc"
MAIL_CONFIG="$work/etc" postfix -c "$work/etc" start > /dev/null 2>&1 || { cat "$work/mail.log"; exit 1; }
python3 "$(dirname "$0")/check-filter.py" "$way" "$work" "$port" "$messages" "$milter"
