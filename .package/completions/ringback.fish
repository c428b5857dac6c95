# Completions of ringback for fish. Written by TestCompletions; don't edit it.
function __ringback_is
	set -l words (commandline -opc) ''
	set -l command
	if not string match -q -- '-*' $words[2]
		set command $words[2]
		if test "$command" = journal; and test (count $words) -gt 3
			set command "journal $words[3]"
		end
	end
	test "$command" = "$argv"
end
complete -c ringback -f
complete -c ringback -n '__ringback_is; and test (count (commandline -opc)) -eq 1' -a help -d 'print a summary of every command'
complete -c ringback -n '__ringback_is; and test (count (commandline -opc)) -eq 1' -a journal -d 'check, export and erase the journal of this machine'
complete -c ringback -n '__ringback_is; and test (count (commandline -opc)) -eq 1' -a provision -d 'store a client secret or private key in the user\'s keyring'
complete -c ringback -n '__ringback_is; and test (count (commandline -opc)) -eq 1' -a register -d 'open links from case systems with this program'
complete -c ringback -n '__ringback_is; and test (count (commandline -opc)) -eq 1' -a simulator -d 'serve the demo\'s broker to other clients'
complete -c ringback -n '__ringback_is; and test (count (commandline -opc)) -eq 1' -a tour -d 'play the demo\'s stories in the window'
complete -c ringback -n '__ringback_is; and test (count (commandline -opc)) -eq 1' -a unregister -d 'take back what ringback register did'
complete -c ringback -n '__ringback_is; and test (count (commandline -opc)) -eq 1' -a verify -d 'run one verification on the console'
complete -c ringback -n '__ringback_is; and test (count (commandline -opc)) -eq 1' -a version -d 'print the version, and the commit that it was built from'
complete -c ringback -n '__ringback_is journal' -a 'aside erase export head verify'
complete -c ringback -n '__ringback_is ' -o environment -x -a 'demo pp production' -d 'id of the environment'
complete -c ringback -n '__ringback_is ' -o environments -r -F -d 'a file of environments, instead of the user\'s own'
complete -c ringback -n '__ringback_is ' -o request -x -a '-' -d '- reads the request for the form as JSON from standard input'
complete -c ringback -n '__ringback_is ' -o result -x -a '-' -d '- waits for the result of -request - and writes it as JSON; never opens this process\'s own window'
complete -c ringback -n '__ringback_is ' -o separate -d 'open a window of its own, which takes no links'
complete -c ringback -n '__ringback_is journal erase' -o cpr -x -a '-' -d 'instead of -uuid: - reads a person\'s CPR number from standard input'
complete -c ringback -n '__ringback_is journal erase' -o from -x -d 'the first day, as 2026-03-14'
complete -c ringback -n '__ringback_is journal erase' -o person -x -a '-' -d 'instead of -uuid: the person, for an environment of the profile generic'
complete -c ringback -n '__ringback_is journal erase' -o until -x -d 'the last day, as 2026-03-14'
complete -c ringback -n '__ringback_is journal erase' -o uuid -x -a '-' -d 'a person\'s MitID UUID; - reads it from standard input'
complete -c ringback -n '__ringback_is journal erase' -o yes -d 'don\'t ask'
complete -c ringback -n '__ringback_is journal export' -o cpr -x -a '-' -d 'instead of -uuid: - reads a person\'s CPR number from standard input'
complete -c ringback -n '__ringback_is journal export' -o environment -x -a 'demo pp production' -d 'id of an environment'
complete -c ringback -n '__ringback_is journal export' -o format -x -a 'json csv' -d 'what to write: json or csv'
complete -c ringback -n '__ringback_is journal export' -o from -x -d 'the first day, as 2026-03-14'
complete -c ringback -n '__ringback_is journal export' -o out -r -F -d 'the file to write; without it standard output'
complete -c ringback -n '__ringback_is journal export' -o outcome -x -a 'verified not_verified refused expired cancelled unknown failed' -d 'outcomes, with commas between'
complete -c ringback -n '__ringback_is journal export' -o person -x -a '-' -d 'instead of -uuid: the person, for an environment of the profile generic'
complete -c ringback -n '__ringback_is journal export' -o until -x -d 'the last day, as 2026-03-14'
complete -c ringback -n '__ringback_is journal export' -o uuid -x -a '-' -d 'a person\'s MitID UUID; - reads it from standard input'
complete -c ringback -n '__ringback_is journal verify' -o head -x -d 'the control code that was noted'
complete -c ringback -n '__ringback_is provision' -o environments -r -F -d 'a file of environments, instead of the user\'s own'
complete -c ringback -n '__ringback_is simulator' -o addr -x -d 'host and port to listen on, on this machine'
complete -c ringback -n '__ringback_is simulator' -o expires-in -x -d 'life of a request, in whole seconds'
complete -c ringback -n '__ringback_is simulator' -o interval -x -d 'between two polls'
complete -c ringback -n '__ringback_is simulator' -o scenario -x -a 'decide approve refuse ignore other-person other-text forged-signature slow-down outage mitid-error start-lost start-html start-redirect start-busy bad-acknowledgement hasty-interval huge-interval too-many-requests expired-answer strange-error no-tokens duplicate-members lost-tokens user-aborted mitid-timeout html-poll broken-json server-errors redirect-poll slow-answer never-answers oversized-body gzip-bomb cancel-page alg-none hs256 other-algorithm broken-signature access-token-as-id-token wrong-issuer wrong-audience further-audience expired-token stale-token future-token wrong-at-hash missing-at-hash replayed rotated-keys unknown-kid duplicate-kid encryption-key transaction-key offered-key jwks-down wrong-idp missing-person other-transaction cpr-match cpr-other cpr-exceeded cpr-late cpr-not-allowed cpr-down cpr-nonsense clock-ahead clock-behind clock-far clock-lies cached cached-undated' -d 'what the phones do'
complete -c ringback -n '__ringback_is tour' -o save -r -F -d 'save the frames as pictures in this folder, and quit'
complete -c ringback -n '__ringback_is verify' -o action -x -a 'LOG_ON APPROVE CONFIRM ACCEPT SIGN' -d 'LOG_ON, APPROVE, CONFIRM, ACCEPT or SIGN'
complete -c ringback -n '__ringback_is verify' -o confirmed -d 'the person was asked, or asked for another request; it is recorded'
complete -c ringback -n '__ringback_is verify' -o cpr -x -a '-' -d 'instead of -uuid: - reads the person\'s CPR number from standard input'
complete -c ringback -n '__ringback_is verify' -o environment -x -a 'demo pp production' -d 'id of the environment'
complete -c ringback -n '__ringback_is verify' -o environments -r -F -d 'a file of environments, instead of the user\'s own'
complete -c ringback -n '__ringback_is verify' -o ip -x -d 'the person\'s IP address, as agreed with the broker'
complete -c ringback -n '__ringback_is verify' -o json -d 'one JSON object per line'
complete -c ringback -n '__ringback_is verify' -o language -x -a 'en da' -d 'of what is written; without it the system\'s'
complete -c ringback -n '__ringback_is verify' -o person -x -a '-' -d 'instead of -uuid, in an environment of the profile generic'
complete -c ringback -n '__ringback_is verify' -o reference -x -d 'the text that the MitID app shows'
complete -c ringback -n '__ringback_is verify' -o reference-id -x -d 'your own number for the request'
complete -c ringback -n '__ringback_is verify' -o request -x -a '-' -d '- reads the request as JSON from standard input'
complete -c ringback -n '__ringback_is verify' -o scenario -x -a 'decide approve refuse ignore other-person other-text forged-signature slow-down outage mitid-error start-lost start-html start-redirect start-busy bad-acknowledgement hasty-interval huge-interval too-many-requests expired-answer strange-error no-tokens duplicate-members lost-tokens user-aborted mitid-timeout html-poll broken-json server-errors redirect-poll slow-answer never-answers oversized-body gzip-bomb cancel-page alg-none hs256 other-algorithm broken-signature access-token-as-id-token wrong-issuer wrong-audience further-audience expired-token stale-token future-token wrong-at-hash missing-at-hash replayed rotated-keys unknown-kid duplicate-kid encryption-key transaction-key offered-key jwks-down wrong-idp missing-person other-transaction cpr-match cpr-other cpr-exceeded cpr-late cpr-not-allowed cpr-down cpr-nonsense clock-ahead clock-behind clock-far clock-lies cached cached-undated' -d 'what the demo\'s phone does'
complete -c ringback -n '__ringback_is verify' -o uuid -x -a '-' -d 'the person\'s MitID UUID'
