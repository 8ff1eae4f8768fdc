#!/usr/bin/env python
from config.command import main

if __name__ == "__main__":
    main()
