# Completions of ringback for bash. Written by TestCompletions; don't edit it.
_ringback() {
	local word=$2 before=${3/#--/-} command= flags=
	COMPREPLY=()
	[[ ${COMP_WORDS[1]} == -* || $COMP_CWORD -eq 1 ]] || command=${COMP_WORDS[1]}
	[[ $command != journal || $COMP_CWORD -lt 3 ]] || command="journal ${COMP_WORDS[2]}"
	case $command in
	"") flags="-environment -environments -request -result -separate" ;;
	"doctor") flags="-environment -json" ;;
	"journal aside") flags="" ;;
	"journal erase") flags="-cpr -desk -from -operator -person -until -uuid -yes" ;;
	"journal erasures") flags="-apply -out" ;;
	"journal export") flags="-cpr -desk -environment -format -from -operator -out -outcome -person -until -uuid" ;;
	"journal follow") flags="-open -since" ;;
	"journal head") flags="" ;;
	"journal import") flags="" ;;
	"journal migrate") flags="-prefix -print-roles" ;;
	"journal retain") flags="-days" ;;
	"journal use-keys") flags="-hash -seal" ;;
	"journal verify") flags="-head" ;;
	"provision") flags="-environments" ;;
	"register") flags="" ;;
	"simulator") flags="-addr -expires-in -interval -scenario" ;;
	"tour") flags="-save" ;;
	"unregister") flags="" ;;
	"verify") flags="-action -confirmed -cpr -environment -environments -ip -json -language -person -reference -reference-id -request -scenario -uuid" ;;
	journal) flags="aside erase erasures export follow head import migrate retain use-keys verify" ;;
	esac
	if [[ " $flags " == *" $before "* ]]; then
		case $before in
		-environment) mapfile -t COMPREPLY < <(compgen -W "demo pp production" -- "$word"); return ;;
		-environments) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
		-request) mapfile -t COMPREPLY < <(compgen -W "-" -- "$word"); return ;;
		-result) mapfile -t COMPREPLY < <(compgen -W "-" -- "$word"); return ;;
		-cpr) mapfile -t COMPREPLY < <(compgen -W "-" -- "$word"); return ;;
		-desk) return ;;
		-from) return ;;
		-operator) return ;;
		-person) mapfile -t COMPREPLY < <(compgen -W "-" -- "$word"); return ;;
		-until) return ;;
		-uuid) mapfile -t COMPREPLY < <(compgen -W "-" -- "$word"); return ;;
		-apply) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
		-out) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
		-format) mapfile -t COMPREPLY < <(compgen -W "json csv" -- "$word"); return ;;
		-outcome) mapfile -t COMPREPLY < <(compgen -W "verified not_verified refused expired cancelled unknown failed" -- "$word"); return ;;
		-since) return ;;
		-prefix) return ;;
		-days) return ;;
		-hash) return ;;
		-seal) return ;;
		-head) return ;;
		-addr) return ;;
		-expires-in) return ;;
		-interval) return ;;
		-scenario) mapfile -t COMPREPLY < <(compgen -W "decide approve refuse ignore other-person other-text forged-signature slow-down outage mitid-error start-lost start-html start-redirect start-busy bad-acknowledgement hasty-interval huge-interval too-many-requests expired-answer strange-error no-tokens duplicate-members lost-tokens user-aborted mitid-timeout html-poll broken-json server-errors redirect-poll slow-answer never-answers oversized-body gzip-bomb cancel-page alg-none hs256 other-algorithm broken-signature access-token-as-id-token wrong-issuer wrong-audience further-audience expired-token stale-token future-token wrong-at-hash missing-at-hash replayed rotated-keys unknown-kid duplicate-kid encryption-key transaction-key offered-key jwks-down wrong-idp missing-person other-transaction cpr-match cpr-other cpr-exceeded cpr-late cpr-not-allowed cpr-down cpr-nonsense clock-ahead clock-behind clock-far clock-lies cached cached-undated" -- "$word"); return ;;
		-save) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
		-action) mapfile -t COMPREPLY < <(compgen -W "LOG_ON APPROVE CONFIRM ACCEPT SIGN" -- "$word"); return ;;
		-ip) return ;;
		-language) mapfile -t COMPREPLY < <(compgen -W "en da" -- "$word"); return ;;
		-reference) return ;;
		-reference-id) return ;;
		esac
	fi
	if [[ $COMP_CWORD -eq 1 && $word != -* ]]; then
		flags="doctor help journal provision register simulator tour unregister verify version"
	fi
	mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$word")
}
complete -F _ringback ringback
