from zuruf.ops.cli import main

main()
