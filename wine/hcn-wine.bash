# SPDX-License-Identifier: LGPL-2.1-or-later
# Completion of hcn-wine for bash.

_hcn_wine() {
	# shellcheck disable=SC2034 # _init_completion sets them
	local cur prev words cword

	_init_completion || return
	case $prev in
	--host) mapfile -t COMPREPLY < <(compgen -W "$(ls /run/netns 2>/dev/null)" -- "$cur"); return ;;
	--prefix) _filedir -d; return ;;
	esac
	if [ "$cword" = 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'run setup stop prefix exec help' -- "$cur")
		[ ${#COMPREPLY[@]} -gt 0 ] || _filedir
	elif [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W '--host --prefix --trace' -- "$cur")
	else
		_filedir
	fi
}

complete -F _hcn_wine hcn-wine
